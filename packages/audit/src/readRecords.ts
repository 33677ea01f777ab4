import { sha256 } from './chain.ts'
import { findChainOf, findLines } from './chainFile.ts'
import { AuditError } from './errors.ts'
import { type ExportFiles, readable } from './exportFiles.ts'
import { type DamageKind, mostDamage } from './kinds.ts'
import type { AuditRecord } from './record.ts'
import { findRecord } from './recordLine.ts'
import type { Examination } from './verify.ts'

/** True where every record of the export is as it was signed, and a digest vouches for each. */
export const isVouchedFor = ({ verification }: Pick<Examination, 'verification'>): boolean =>
  verification.whole && verification.uncovered === 0

/** Damage of one record; of any other kind what follows it in its chain is not vouched for either. */
const ofOne: ReadonlySet<DamageKind> = new Set(['record', 'rewritten', 'order', 'foreign', 'link', 'mac'])

/**
 * What an export that was examined still vouches for, though not for all of it: neither what is damaged, nor what no digest
 * covers. Whoever writes the table or the folder adds nothing to it.
 */
export async function* vouchedRecords(options: {
  readonly files: ExportFiles
  readonly found: Pick<Examination, 'files' | 'damage' | 'uncovered'>
}): AsyncGenerator<AuditRecord, void, void> {
  const { found } = options
  const files = readable(options.files)
  const bad = new Set(found.damage.map(({ chain, seq }) => `${chain} ${seq}`))
  const end = new Map(found.uncovered.map(({ chain, from }) => [chain, from]))
  for (const [chain, damage] of Map.groupBy(found.damage, ({ chain }) => chain ?? '')) {
    const ends = damage.length < mostDamage ? damage.filter(({ kind }) => !ofOne.has(kind)) : damage
    end.set(chain, Math.min(end.get(chain) ?? Number.POSITIVE_INFINITY, ...ends.map(({ seq }) => seq ?? 0)))
  }
  let place = { chain: '', at: 0 }
  for (const { path } of found.files) {
    const chain = findChainOf(path) ?? ''
    if (place.chain !== chain) place = { chain, at: 0 }
    for (const line of findLines(await files.read(path)) ?? []) {
      const at = place.at
      place = { chain, at: at + 1 }
      if (at >= (end.get(chain) ?? Number.POSITIVE_INFINITY) || bad.has(`${chain} ${at}`)) continue
      const record = findRecord(line.toString())
      if (record !== undefined && !bad.has(`${chain} ${record.seq}`)) yield record
    }
  }
}

/**
 * The records of an export that was examined, chain by chain in the order of their sequence; a file is read when the
 * one before it has been walked, so that one file (17 MiB at most) is in memory.
 * @throws AuditError ERR_AUDIT_DAMAGED before the first record where the export is not vouched for;
 * ERR_AUDIT_UNREADABLE where a file is not, or no longer, the one that was examined
 */
export async function* readRecords(options: {
  readonly files: ExportFiles
  readonly found: Pick<Examination, 'verification' | 'files'>
}): AsyncGenerator<AuditRecord, void, void> {
  if (!isVouchedFor(options.found)) throw new AuditError('ERR_AUDIT_DAMAGED')
  const files = readable(options.files)
  for (const listed of options.found.files) {
    const bytes = await files.read(listed.path)
    const lines = sha256(bytes) === listed.sha256 ? findLines(bytes) : undefined
    if (lines === undefined) throw new AuditError('ERR_AUDIT_UNREADABLE')
    for (const line of lines) {
      const record = findRecord(line.toString())
      if (record === undefined) throw new AuditError('ERR_AUDIT_UNREADABLE')
      yield record
    }
  }
}
