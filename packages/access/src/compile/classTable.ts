import type { Policy } from '../policy.ts'
import { grantsOf } from '../rights.ts'
import { enumValues } from './audiences.ts'
import type { Context } from './context.ts'

/** The tables that a privacy officer signs, as Markdown: who reads each data class, and who learns of each segment. */
export function classTable(context: Context, policy: Policy): string {
  const words = (name: string) =>
    new Map(enumValues(context, name).map((value) => [value.name, value.description ?? '']))
  const classes = words('DataClass')
  const segments = words('Segment')
  return [
    '| class | what it holds | read by | in part by | taken out whole by |',
    '|---|---|---|---|---|',
    ...Object.entries(policy.classes).map(([name, { read, export: exporters = '' }]) => {
      return row([
        `**${name}**`,
        `${classes.get(name) ?? ''} ${fieldsOf(policy, name)}`,
        people(policy, read, { masked: false }),
        people(policy, read, { masked: true }),
        people(policy, exporters, { masked: false }),
      ])
    }),
    '',
    '| segment | what it is | learned of by | without a consent that names it |',
    '|---|---|---|---|',
    ...Object.entries(policy.segments).map(([name, { read, withoutConsent }]) =>
      row([
        `**${name}**`,
        segments.get(name) ?? '',
        people(policy, read, { masked: false }),
        withoutConsent === null ? 'all of them' : people(policy, withoutConsent, { masked: false }),
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

/** `DOCTOR CARE_TEAM (TREAT)`, ... */
function people(policy: Policy, audience: string, { masked }: { readonly masked: boolean }): string {
  return grantsOf(policy, audience)
    .filter((grant) => grant.masked === masked)
    .map(({ role, relation, purpose }) => `${role} ${relation} (${purpose})`)
    .join(', ')
}
