import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ErrorObject, ValidateFunction } from 'ajv';

/**
 * Compares a value with the published schema, so that the schema cannot say something else than the program does.
 *
 * Each problem is a sentence: which key, what was expected and found, and what the key is for. The validator is loaded when
 * somebody has settings at all; most runs have none.
 */
export function problemsIn(value: unknown): string[] {
  const validate = (validator ??= makeValidator());
  if (validate(value)) {
    return [];
  }
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'allOf');
  return [...new Set(errors.map(sentence))];
}

let validator: ValidateFunction | undefined;

function makeValidator(): ValidateFunction {
  const require = createRequire(import.meta.url);
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  const schema = JSON.parse(readFileSync(require.resolve('eslint-plugin-cancellation/schema.json'), 'utf8')) as object;
  return new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true, strict: false }).compile(schema);
}

function sentence(error: ErrorObject): string {
  const key = keyOf(error.instancePath);
  const subject = key === '' ? 'It' : `\`${key}\``;
  return [`${subject} ${complaint(error)}.`, remedy(error)].filter(part => part !== '').join(' ');
}

/** `/sinks/0/argument` is written `sinks[0].argument`. */
function keyOf(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map(part => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

function complaint({ keyword, params, data, message }: ErrorObject): string {
  const expected: Readonly<Record<string, unknown>> = params;
  switch (keyword) {
    case 'additionalProperties':
      return `has no key \`${String(expected['additionalProperty'])}\``;
    case 'required':
      return `needs the key \`${String(expected['missingProperty'])}\``;
    case 'enum':
      return `has to be one of ${list(expected['allowedValues'])}, but is ${shown(data)}`;
    case 'const':
      return `has to be ${shown(expected['allowedValue'])} or be left out, but is ${shown(data)}`;
    case 'type':
      return `has to be ${kinds(expected['type'])}, but is ${shown(data)}`;
    case 'minItems':
    case 'minLength':
      return 'must not be empty';
    case 'minProperties':
      return 'says nothing about what it names';
    case 'minimum':
      return `must not be less than ${String(expected['limit'])}, but is ${shown(data)}`;
    default:
      return message ?? 'is wrong';
  }
}

function remedy({ keyword, parentSchema }: ErrorObject): string {
  if (keyword === 'additionalProperties') {
    const known: unknown = parentSchema?.['properties'];
    return `It may have ${list(Object.keys(isObject(known) ? known : {}))}.`;
  }
  const description: unknown = parentSchema?.['description'];
  return typeof description === 'string' ? description : '';
}

function kinds(types: unknown): string {
  const names = (Array.isArray(types) ? types : String(types).split(',')).map(type => kindNames.get(String(type)) ?? String(type));
  return names.join(' or ');
}

const kindNames: ReadonlyMap<string, string> = new Map([
  ['array', 'a list'],
  ['object', 'an object'],
  ['string', 'a text'],
  ['integer', 'a whole number'],
]);

function list(items: unknown): string {
  return Array.isArray(items) ? items.map(item => `\`${String(item)}\``).join(', ') : String(items);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  return isObject(value) ? 'an object' : JSON.stringify(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
