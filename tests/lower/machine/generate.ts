import { type Body, type Form, type Statement } from './grammar.ts';

type Place = NonNullable<Form['needs']>;

/** How many statements it has, those in bodies included. */
export type Size = number;

/** Every program of exactly this size in which each body holds something. */
export function* programsOfSize(forms: readonly Form[], size: Size): Generator<Body> {
  yield* bodies(forms, size, []);
}

function* bodies(forms: readonly Form[], size: Size, places: readonly Place[]): Generator<Body> {
  for (let first = 1; first <= size; first++) {
    for (const statement of statements(forms, first, places)) {
      if (first === size) {
        yield [statement];
      } else if (statement.form.jumps !== true) {
        for (const rest of bodies(forms, size - first, places)) {
          yield [statement, ...rest];
        }
      }
    }
  }
}

function* statements(forms: readonly Form[], size: Size, places: readonly Place[]): Generator<Statement> {
  for (const form of forms) {
    if (fits(form, places)) {
      for (const own of fillings(forms, slotsOf(form), size - 1, places)) {
        yield { form, bodies: own };
      }
    }
  }
}

function* fillings(
  forms: readonly Form[],
  [slot, ...others]: readonly (readonly Place[])[],
  size: Size,
  places: readonly Place[],
): Generator<Body[]> {
  if (slot === undefined) {
    if (size === 0) {
      yield [];
    }
    return;
  }
  for (let own = 1; own <= size - others.length; own++) {
    for (const body of bodies(forms, own, [...places, ...slot])) {
      for (const rest of fillings(forms, others, size - own, places)) {
        yield [body, ...rest];
      }
    }
  }
}

/** A label must not be declared again inside of its own statement. */
function fits(form: Form, places: readonly Place[]): boolean {
  const declares = slotsOf(form).flat().filter(place => place.startsWith('label'));
  return (form.needs === undefined || places.includes(form.needs)) && !declares.some(label => places.includes(label));
}

function slotsOf(form: Form): (readonly Place[])[] {
  return form.pieces.flatMap(piece => (typeof piece === 'string' ? [] : [piece.inside ?? []]));
}

/** A program of about this size; bodies may be empty. */
export function randomProgram(forms: readonly Form[], size: Size, random: () => number): Body {
  return randomBody(forms, size, [], random);
}

function randomBody(forms: readonly Form[], size: Size, places: readonly Place[], random: () => number): Body {
  const body: Statement[] = [];
  let left = size;
  while (left > 0) {
    const own = 1 + Math.floor(random() * left);
    const fitting = forms.filter(
      form => fits(form, places) && (own === 1 || slotsOf(form).length > 0),
    );
    const form = fitting[Math.floor(random() * fitting.length)];
    if (form === undefined) {
      break;
    }
    body.push({ form, bodies: randomFillings(forms, slotsOf(form), own - 1, places, random) });
    left -= own;
    if (form.jumps === true) {
      break;
    }
  }
  return body;
}

function randomFillings(
  forms: readonly Form[],
  slots: readonly (readonly Place[])[],
  size: Size,
  places: readonly Place[],
  random: () => number,
): Body[] {
  const sizes = slots.map(() => 0);
  for (let unit = 0; unit < size; unit++) {
    const slot = Math.floor(random() * slots.length);
    sizes[slot] = (sizes[slot] ?? 0) + 1;
  }
  return slots.map((slot, index) => randomBody(forms, sizes[index] ?? 0, [...places, ...slot], random));
}
