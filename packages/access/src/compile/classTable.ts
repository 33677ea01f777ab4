import type { Needs, Policy } from '../policy.ts'
import { enumValues } from './audiences.ts'
import type { Context } from './context.ts'

/** The tables that a privacy officer signs, as Markdown: who reads each data class, and who learns of each segment. */
export function classTable(context: Context, policy: Policy): string {
  const words = (name: string) =>
    new Map(enumValues(context, name).map((value) => [value.name, value.description ?? '']))
  const classes = words('DataClass')
  const segments = words('Segment')
  return [
    '| class | what it holds | read by | in part by |',
    '|---|---|---|---|',
    ...Object.entries(policy.classes).map(([name, { read }]) => {
      const cells = policy.audiences[read] ?? {}
      return row([
        `**${name}**`,
        `${classes.get(name) ?? ''} ${fieldsOf(policy, name)}`,
        people(policy, cells, 'full'),
        people(policy, cells, 'masked'),
      ])
    }),
    '',
    '| segment | what it is | learned of by | without a consent that names it |',
    '|---|---|---|---|',
    ...Object.entries(policy.segments).map(([name, { read, withoutConsent }]) =>
      row([
        `**${name}**`,
        segments.get(name) ?? '',
        people(policy, policy.audiences[read] ?? {}, 'full'),
        withoutConsent === null ? 'all of them' : people(policy, policy.audiences[withoutConsent] ?? {}, 'full'),
      ]),
    ),
    '',
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.trim() || '-').join(' | ')} |`
}

/** `Patient.name`, ...: every field of a class. */
function fieldsOf({ records }: Policy, name: string): string {
  const fields = Object.entries(records).flatMap(([type, record]) => {
    const own = Object.entries(record.fields).filter(([, rule]) => rule.class === name)
    return own.length === 0 ? [] : [`${type}: ${own.map(([field]) => field).join(', ')}`]
  })
  return fields.length === 0 ? '' : `(${fields.join('; ')})`
}

/** `DOCTOR in CARE_TEAM for TREAT`, ... */
function people({ relations }: Policy, cells: Readonly<Record<string, Needs>>, how: keyof Needs): string {
  return Object.entries(cells)
    .flatMap(([cell, needs]) => {
      const [role = '', purpose = ''] = cell.split(' ')
      return Object.entries(relations)
        .filter(([, bit]) => (needs[how] & bit) !== 0)
        .map(([relation]) => `${role} ${relation} (${purpose})`)
    })
    .join(', ')
}
