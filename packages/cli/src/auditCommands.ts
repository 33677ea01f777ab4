import { kmsSigners } from '@wardgraph/api'
import { digestAge } from '@wardgraph/audit'
import { archiveAudit, exportAudit } from './audit.ts'
import { auditOut } from './auditOut.ts'
import { auditWords } from './auditWords.ts'
import { CliError, EXIT, print, say } from './command.ts'
import type { Deployment } from './deployment.ts'
import { json, parse, word } from './options.ts'
import { rebuildDisclosures } from './rebuild.ts'
import { printable, rowAnswer, rowSummary, rowWords } from './rowWords.ts'
import { withDeployment } from './stage.ts'
import { verifyAudit } from './verifyAudit.ts'
import { verifyTable } from './verifyTable.ts'

/** `audit ACTION ...`: the audit trail, out of the house and looked at. @throws CliError */
export async function audit(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const
  const [form] = args
  if (form === 'events' || form === 'ocsf') {
    const { values } = parse(args.slice(1), { dir: text, key: text, patient: text })
    return auditOut({ form, dir: word(values.dir), key: word(values.key), patient: word(values.patient) })
  }
  const options = { ...json, out: text, dir: text, key: text, 'max-age': text, table: text }
  const { values, positionals } = parse(args, options, { allowPositionals: true })
  const action = positionals.join(' ')
  const [out, dir, key] = [word(values.out), word(values.dir), word(values.key)]
  const maxAge = values['max-age'] === undefined ? Number.POSITIVE_INFINITY : secondsOf(values['max-age'])
  const asJson = values.json === true
  if (action === 'export' && out !== undefined) return exported(exportSigned, { out, asJson })
  if (action === 'archive' && out !== undefined) return exported(archiveAudit, { out, asJson })
  if (action === 'rebuild' && dir !== undefined && key !== undefined)
    return withDeployment(process.env, async ({ services }) => {
      const rebuilt = await rebuildDisclosures(services, { dir, key })
      if (asJson) print(JSON.stringify(rebuilt))
      else say(`${rebuilt.records} records read, ${rebuilt.rows} rows of disclosures written.`)
      return EXIT.yes
    })
  const isNamed = values.table === undefined || word(values.table) !== undefined
  if (action === 'verify' && isNamed && dir !== undefined && key !== undefined && maxAge !== undefined)
    return verified({ dir, key, maxAge, asJson, table: word(values.table) })
  throw new CliError(
    'WRONG_USAGE',
    'audit export or archive --out DIR, or audit verify, rebuild, events or ocsf --dir DIR --key FILE.',
  )
}

const exportSigned: typeof archiveAudit = (deployment, { out }) =>
  exportAudit(deployment, { out, ...kmsSigners(deployment.signer) })

async function exported(
  write: typeof archiveAudit,
  { out, asJson }: { readonly out: string; readonly asJson: boolean },
): Promise<number> {
  return withDeployment(process.env, async (deployment: Deployment) => {
    const { chains, records, anomalies } = await write(deployment, { out })
    if (asJson) print(JSON.stringify({ chains, records, anomalies }))
    else say(`exported ${records} records in ${chains} chains; ${anomalies} anomalies.`)
    return anomalies === 0 ? EXIT.yes : EXIT.no
  })
}

async function verified(of: {
  readonly dir: string
  readonly key: string
  readonly maxAge: number
  readonly asJson: boolean
  readonly table: string | undefined
}): Promise<number> {
  const { dir, key, maxAge, asJson, table } = of
  const found = await verifyAudit({ dir, key })
  const verdict = found.verification
  const age = digestAge({ newest: found.newest, now: Date.now() })
  for (const line of auditWords(found, { age, maxAge })) say(line)
  const rows = table === undefined ? undefined : await verifyTable({ dir, found, table })
  if (rows !== undefined) for (const line of rowWords(rows)) say(line)
  if (asJson) print(printable(rows === undefined ? verdict : { ...verdict, table: rowAnswer(rows) }))
  else
    print(
      `${verdict.whole ? 'whole' : 'DAMAGED'}: ${verdict.records} records in ${verdict.chains} chains, ${verdict.uncovered} uncovered${verdict.first === null ? '' : `; first: ${JSON.stringify(verdict.first)}`}${rows === undefined ? '' : `; ${rowSummary(rows)}`}`,
    )
  // Without --max-age not even an export that was never signed is too old: that it is not whole is said already.
  const held = rows === undefined || rows.damage.length === 0
  return verdict.whole && verdict.uncovered === 0 && age <= maxAge && held ? EXIT.yes : EXIT.no
}

/** Whole seconds; undefined where it is anything else. */
function secondsOf(value: unknown): number | undefined {
  return typeof value === 'string' && /^[0-9]{1,12}$/.test(value) ? Number(value) : undefined
}
