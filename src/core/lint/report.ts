import { english } from '../text/message';
import type { Problem } from './problem';
import { ruleAddress, ruleNames, severities } from './ruleNames';

/** Problems for programs: `{"problems":[{"file","rule","severity","message"}]}`. */
export function jsonReport(problems: readonly Problem[]): string {
  return JSON.stringify({
    problems: problems.map(({ file, rule, severity, message }) => ({
      ...{ file, rule, severity, message: english(message) },
    })),
  });
}

/**
 * Problems in the Static Analysis Results Interchange Format (OASIS SARIF 2.1.0), which GitHub's code scanning and viewers read.
 * @param version of this program
 */
export function sarifReport(problems: readonly Problem[], version: string): string {
  const used = ruleNames.filter((name) => problems.some(({ rule }) => rule === name));
  return JSON.stringify({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sam-unet',
            version,
            rules: used.map((id) => ({
              id,
              defaultConfiguration: { level: severities[id] },
              help: { text: ruleAddress(id) },
            })),
          },
        },
        results: problems.map(({ file, rule, severity, message }) => ({
          ruleId: rule,
          ruleIndex: used.indexOf(rule),
          level: severity,
          message: { text: english(message) },
          locations: [{ physicalLocation: { artifactLocation: { uri: addressOf(file), uriBaseId: '%SRCROOT%' } } }],
        })),
      },
    ],
  });
}

/** A relative path as a relative reference (RFC 3986). */
function addressOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** Problems as commands of a GitHub workflow, which shows them beside the files, a line each. */
export function githubReport(problems: readonly Problem[]): string[] {
  return problems.map(({ file, rule, severity, message }) => {
    const fields = `file=${property(file)},title=${property(rule)}`;
    return `::${severity} ${fields}::${data(english(message))}`;
  });
}

/** How a workflow command writes text (actions/toolkit, packages/core/src/command.ts). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A problem as a line for a person. */
export function problemLine({ file, rule, severity, message }: Problem): string {
  return `${file}: ${severity}: ${english(message)} (${rule})`;
}
