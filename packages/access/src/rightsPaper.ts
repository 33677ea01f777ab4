import type { Policy } from './policy.ts'
import { type Grant, grantsOf, type Right, rightsOf } from './rights.ts'

/** The access matrix as Markdown: who reads which class, learns of which record, calls what, and by which way. */
export function rightsPaper(policy: Policy): string {
  const roles = Object.keys(policy.roles)
  const rights = rightsOf(policy)
  const grid = (head: string, rows: readonly (readonly [name: string, audience: string])[]) => [
    line([head, ...roles]),
    line([head, ...roles].map(() => '---')),
    ...rows.map(([name, audience]) =>
      line([
        `**${name}**`,
        ...roles.map((role) => cell(grantsOf(policy, audience).filter((one) => one.role === role))),
      ]),
    ),
    '',
  ]
  return [
    '# Access matrix',
    '',
    'Made from `schema/*.graphql` by `npm run generate`. [Who may see what](access.md) explains the words; consents,',
    'proxy scopes and segments only remove from what is granted here. `npx wardgraph access matrix --json` has a row',
    'per right.',
    '',
    '## Data classes: who reads what',
    '',
    ...grid(
      'class',
      Object.entries(policy.classes).map(([name, { read }]) => [name, read]),
    ),
    '## Data classes: who takes them out, in whole records',
    '',
    ...grid(
      'class',
      Object.entries(policy.classes).map(([name, { export: exporters = '' }]) => [name, exporters]),
    ),
    '## Record types: who learns that one exists',
    '',
    ...grid(
      'type',
      Object.entries(policy.records).map(([name, { exists }]) => [name, exists]),
    ),
    '## Segments: who learns of records so labelled',
    '',
    ...grid(
      'segment',
      Object.entries(policy.segments).map(([name, { read }]) => [name, read]),
    ),
    '## Fields by class',
    '',
    line(['class', 'field', 'in part as', 'written by', 'found by']),
    line(['---', '---', '---', '---', '---']),
    ...fieldLines(policy),
    '',
    '## The shortest way to each record type',
    '',
    'Where there is none the right is granted, and nothing leads there.',
    '',
    line(['type', ...roles]),
    line(['---', ...roles.map(() => '---')]),
    ...Object.keys(policy.records).map((type) =>
      line([`**${type}**`, ...roles.map((role) => waysOf(rights, role, type))]),
    ),
    '',
    '## Calls',
    '',
    ...grid(
      'call',
      Object.entries(policy.roots).map(([name, { to }]) => [name, to]),
    ),
  ].join('\n')
}

function fieldLines(policy: Policy): string[] {
  const fields = Object.entries(policy.records).flatMap(([type, { fields: own }]) =>
    Object.entries(own).map(([name, rule]) => ({ ...rule, coordinate: `${type}.${name}` })),
  )
  return fields
    .toSorted((a, b) => (`${a.class} ${a.coordinate}` < `${b.class} ${b.coordinate}` ? -1 : 1))
    .map((field) => {
      const found = Object.entries(policy.inputs).filter(([name, of]) => name.includes('(') && of === field.coordinate)
      const writers = grantsOf(policy, field.write ?? '').map(({ role, relation }) => `${role} in ${relation}`)
      return line([
        field.class,
        field.coordinate,
        field.mask ?? '',
        [...new Set(writers)].join(', '),
        found.map(([name]) => name).join(', '),
      ])
    })
}

function waysOf(rights: readonly Right[], role: string, type: string): string {
  const own = rights.filter((one) => one.role === role && one.coordinate === type && one.action === 'READ')
  return [...new Set(own.map(({ path }) => path ?? 'out of reach'))].join(', ')
}

/** `in CARE_TEAM; in part in TENANT`: a relation with its purposes. */
function cell(grants: readonly Grant[]): string {
  const lines = Map.groupBy(grants, ({ relation, masked }) => `${masked ? 'in part ' : ''}in ${relation}`)
  return [...lines].map(([words, all]) => `${words} (${all.map(({ purpose }) => purpose).join(', ')})`).join('; ')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((one) => one || '-').join(' | ')} |`
}
