import { type Archive, memoryArchive, type Services, signTrail } from '@wardgraph/api'
import { archivedFiles, verifyExport } from '@wardgraph/audit'
import { memorySigner } from '@wardgraph/vault'
import type { ClinicOptions } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

/** A ward with a clock that is set, its archive and its signer. */
export async function signed(options: ClinicOptions = {}) {
  const clock = { now: Date.parse('2026-11-25T08:00:00Z') }
  const made = await ward({ now: () => clock.now, ...options })
  const archive = memoryArchive()
  const signer = memorySigner()
  const pem = await signer.publicKey()
  /** The archive as the files of an export. */
  async function exported(): Promise<Map<string, Uint8Array>> {
    const files = new Map<string, Uint8Array>()
    for await (const { path, bytes } of archivedFiles({ find: archive.find, pem })) files.set(path, bytes)
    return files
  }
  return {
    ...made,
    clock,
    archive,
    signer,
    sign: (through: { readonly services?: Services; readonly archive?: Archive } = {}) =>
      signTrail(through.services ?? made.services, { archive: through.archive ?? archive, signer }),
    pem,
    exported,
    /** What a verifier says who has nothing but the archive and the key. */
    async verify() {
      const files = await exported()
      const at = {
        list: async () => [...files.keys()],
        read: async (path: string) => files.get(path) ?? new Uint8Array(),
      }
      return (await verifyExport({ files: at, publicKey: pem })).verification
    },
    /** Every audit record that is stored, genesis records too. */
    records: () => made.memory.rows().filter(({ table, row }) => table === 'audit' && row.r !== undefined),
    reads: (n: number) =>
      Promise.all(Array.from({ length: n }, () => made.query(made.doctor, `{ patient(id: "${made.ada}") { id } }`))),
  }
}
