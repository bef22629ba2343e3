import { expect, it } from 'vitest';
import { inBackTicks } from '../../src/engine/quoted.ts';

it.each([
  ['save(order)', '`save(order)`'],
  ['fetch(`/orders/${id}`)', '``fetch(`/orders/${id}`)``'],
  ['`${id}`.trim()', '`` `${id}`.trim() ``'],
  ['tag`a`', '`` tag`a` ``'],
  ['say("``", `x`)', '```say("``", `x`)```'],
])('%s is quoted as %s', (text, quoted) => {
  expect(`\`${inBackTicks(text)}\``).toBe(quoted);
});
