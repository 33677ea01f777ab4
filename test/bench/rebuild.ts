import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { MemoryTable } from '@wardgraph/records'
import type { Vault } from '@wardgraph/vault'
import { rebuildDisclosures } from '../../packages/cli/src/rebuild.ts'
import type { Files } from '../audit/fixture.ts'

/** Seconds of `audit rebuild` from an export in a folder to a table in memory; `named`: patients that its records name. */
export async function rebuildFigures(
  stores: { readonly table: MemoryTable; readonly vault: Vault },
  of: { readonly files: Files; readonly publicKey: string; readonly named: number },
) {
  const dir = mkdtempSync(join(tmpdir(), 'wardgraph-rebuild-'))
  const [out, key] = [join(dir, 'export'), join(dir, 'key.pem')]
  for (const [path, bytes] of of.files) {
    mkdirSync(dirname(join(out, path)), { recursive: true })
    writeFileSync(join(out, path), bytes)
  }
  writeFileSync(key, of.publicKey)
  const start = performance.now()
  const { rows } = await rebuildDisclosures(stores, { dir: out, key })
  const seconds = Math.round((performance.now() - start) / 100) / 10
  rmSync(dir, { recursive: true, force: true })
  const there = stores.table.rows().filter(({ table }) => table === 'disclosures').length
  // One row for each patient of each record, as counted when the records were made.
  if (rows !== of.named || there !== of.named)
    throw new Error(`${of.named} rows were to come, ${rows} were made, ${there} are there`)
  return { rows, seconds }
}
