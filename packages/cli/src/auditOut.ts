import { once } from 'node:events'
import { AuditError, type AuditRecord, auditEvent, isVouchedFor, ocsfEvent, readRecords } from '@wardgraph/audit'
import { auditWords } from './auditWords.ts'
import { CliError, EXIT, say } from './command.ts'
import { exportFolder, verifyAudit } from './verifyAudit.ts'

/** The two standard forms in which the trail goes out. */
export type AuditForm = 'events' | 'ocsf'

/** A record's id, as rows of the trail name a patient. */
const RECORD_ID = /^[a-z2-7]{26}$/

/**
 * Prints an export as NDJSON: FHIR AuditEvents of one patient, or OCSF events of every record. The whole export is
 * verified before the first line; then one file after the other is read and printed.
 * @throws CliError WRONG_USAGE, UNREADABLE, DAMAGED
 */
export async function auditOut(of: {
  readonly form: AuditForm
  readonly dir: string | undefined
  readonly key: string | undefined
  readonly patient: string | undefined
}): Promise<number> {
  const { dir, key } = of
  const convert = converterOf(of)
  if (dir === undefined || key === undefined || convert === undefined)
    throw new CliError(
      'WRONG_USAGE',
      'audit events --dir DIR --key FILE --patient ID (26 characters), or audit ocsf --dir DIR --key FILE.',
    )
  const found = await verifyAudit({ dir, key })
  if (!isVouchedFor(found)) {
    for (const line of auditWords(found, { age: 0, maxAge: Number.POSITIVE_INFINITY })) say(line)
    throw new CliError('DAMAGED', 'the export does not verify, so nothing of it goes out.', { exit: EXIT.no })
  }
  let events = 0
  try {
    for await (const record of readRecords({ files: exportFolder(dir), found })) {
      const event = convert(record)
      if (event === undefined) continue
      await printed(JSON.stringify(event))
      events += 1
    }
  } catch (cause) {
    if (cause instanceof AuditError)
      throw new CliError('UNREADABLE', 'the export changed while it was read.', { cause })
    throw cause
  }
  say(`events: ${events}.`)
  return EXIT.yes
}

/** What makes an event of a record; undefined where the options do not fit the form. */
function converterOf(of: {
  readonly form: AuditForm
  readonly patient: string | undefined
}): ((record: AuditRecord) => object | undefined) | undefined {
  const { form, patient } = of
  if (form === 'ocsf') return patient === undefined ? ocsfEvent : undefined
  if (patient === undefined || !RECORD_ID.test(patient)) return undefined
  return (record) => auditEvent({ record, patient })
}

/** Prints a line and waits for a reader that is slower than we are: lines do not pile up in memory. */
async function printed(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}
