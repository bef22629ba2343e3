import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Log, Location, PhysicalLocation, Result, Notification, ReportingDescriptor } from 'sarif';
import type { AuditFinding, AuditResult, PathStep, Place } from '../engine/audit-result.ts';
import type { Note } from '../engine/finding.ts';
import type { ReportContext, RuleInfo } from './context.ts';

/** SARIF 2.1.0, for code scanning and editors. https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function formatSarif(result: AuditResult, context: ReportContext): string {
  const { root } = result;
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: context.tool.name, semanticVersion: context.tool.version, rules: context.rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [base]: { uri: `${pathToFileURL(root).href.replace(/\/$/, '')}/` } },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: result.notes.map(note => notificationOf(note, root)) }],
        results: result.findings.map(finding => resultOf(finding, root, context.rules)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

// The repository's folder: code scanning wants paths relative to it.
const base = 'SRCROOT';

function ruleOf({ name, summary, url, severity }: RuleInfo): ReportingDescriptor {
  return { id: name, shortDescription: { text: summary }, helpUri: url, defaultConfiguration: { level: severity } };
}

function resultOf(finding: AuditFinding, root: string, rules: readonly RuleInfo[]): Result {
  const { rule, message, severity, because, suggestions, fingerprint, symbolPath } = finding;
  const ruleIndex = rules.findIndex(({ name }) => name === rule);
  return {
    ruleId: rule,
    ...(ruleIndex >= 0 && { ruleIndex }),
    level: severity,
    message: { text: message },
    locations: [
      {
        physicalLocation: physical(finding, root),
        ...(symbolPath !== '' && { logicalLocations: [{ fullyQualifiedName: symbolPath, kind: 'function' }] }),
      },
    ],
    partialFingerprints: { 'cancellation/v1': fingerprint },
    ...(because.length > 0 && {
      codeFlows: [{ threadFlows: [{ locations: because.map((step, index) => ({ location: stepOf(step, root), executionOrder: index + 1 })) }] }],
      relatedLocations: because.map((step, index) => ({ id: index + 1, ...stepOf(step, root) })),
    }),
    ...(suggestions.length > 0 && {
      fixes: suggestions.map(suggestion => ({
        description: { text: suggestion.message },
        artifactChanges: [
          {
            artifactLocation: artifact(finding.file, root),
            replacements: suggestion.edits.map(({ start, end, text }) => ({
              deletedRegion: { charOffset: start, charLength: end - start },
              insertedContent: { text },
            })),
          },
        ],
      })),
    }),
  };
}

function stepOf(step: PathStep, root: string): Location {
  return { physicalLocation: physical(step, root), message: { text: step.message } };
}

function physical(place: Place, root: string): PhysicalLocation {
  return {
    artifactLocation: artifact(place.file, root),
    region: { startLine: place.line, startColumn: place.column, endLine: place.endLine, endColumn: place.endColumn },
  };
}

/** Relative to the root where it lies in there, with each segment encoded. */
function artifact(file: string, root: string): { uri: string; uriBaseId?: string } {
  const relative = path.relative(root, file);
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) {
    return { uri: pathToFileURL(file).href };
  }
  return { uri: relative.split(path.sep).map(encodeURIComponent).join('/'), uriBaseId: base };
}

function notificationOf({ code, file, message }: Note, root: string): Notification {
  return {
    level: 'note',
    descriptor: { id: code },
    message: { text: message },
    ...(file !== undefined && { locations: [{ physicalLocation: { artifactLocation: artifact(file, root) } }] }),
  };
}
