import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ErrorObject } from 'ajv';
import type { ConfigurationFile } from './configuration.ts';
import { nearestName } from './nearest-name.ts';

type Checked = { readonly configuration: ConfigurationFile } | { readonly problems: readonly string[] };

/** Compares a value with the published schema, so that the schema cannot say something else than the program does. */
export async function checkConfiguration(value: unknown): Promise<Checked> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const schema: unknown = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('eslint-plugin-cancellation/schema.json'), 'utf8'));
  const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true });
  const validate = ajv.compile<ConfigurationFile>(schema as object);
  return validate(value) ? { configuration: value } : { problems: [...new Set((validate.errors ?? []).map(tell))] };
}

function tell({ instancePath, keyword, params, message, parentSchema, schema }: ErrorObject): string {
  const at = instancePath === '' ? '' : `${instancePath.slice(1).replaceAll('/', '.')}: `;
  if (keyword === 'additionalProperties') {
    const given = String(params['additionalProperty']);
    const likely = nearestName(given, Object.keys(propertiesOf(parentSchema)));
    return `${at}there is no \`${given}\`${likely === undefined ? '' : `, did you mean \`${likely}\`?`}`;
  }
  if (keyword === 'enum' && Array.isArray(schema)) {
    return `${at}it has to be one of ${schema.map(item => JSON.stringify(item)).join(', ')}`;
  }
  return `${at}it ${message ?? 'is wrong'}`;
}

function propertiesOf(schema: unknown): object {
  const properties: unknown = typeof schema === 'object' && schema !== null && 'properties' in schema ? schema.properties : {};
  return typeof properties === 'object' && properties !== null ? properties : {};
}
