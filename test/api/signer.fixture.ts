import { type Archive, memoryArchive, type Services, signTrail } from '@wardgraph/api'
import { archivedFiles, type DigestSigners, digestSignersOf, verifyExport } from '@wardgraph/audit'
import { memorySigner } from '@wardgraph/vault'
import type { ClinicOptions } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

/** All that a run of the signer reaches. */
export interface Doors {
  readonly services: Services
  readonly archive: Archive
  readonly signers: DigestSigners
}

/** The doors of a run, of which the `n`th call, before or after its effect, is the last thing that it does. */
export function dying({ services, archive, signers }: Doors, n: number, when: 'before' | 'after') {
  let calls = 0
  const door =
    <Args extends readonly unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      calls += 1
      if (calls === n && when === 'before') throw new Error('killed')
      const answer = await call(...args)
      if (calls === n) throw new Error('killed')
      return answer
    }
  const { get, query, transact } = services.table
  const table = { ...services.table, get: door(get), query: door(query), transact: door(transact) }
  const signing = <S extends DigestSigners['now']>(one: S) => ({
    ...one,
    signer: { ...one.signer, sign: door(one.signer.sign) },
  })
  const doors: Doors = {
    services: { ...services, table },
    archive: { ...archive, put: door(archive.put), find: door(archive.find) },
    signers: { now: signing(signers.now), before: signers.before && signing(signers.before) },
  }
  return { doors, reached: () => calls >= n }
}

/** A ward with a clock that is set, its archive and its signer. */
export async function signed(options: ClinicOptions = {}) {
  const clock = { now: Date.parse('2026-11-25T08:00:00Z') }
  const made = await ward({ now: () => clock.now, ...options })
  const archive = memoryArchive()
  const signer = memorySigner()
  const signers = await digestSignersOf({ signer, before: undefined })
  const { pem } = signers.now
  /** The archive as the files of an export. */
  async function exported(by = signers): Promise<Map<string, Uint8Array>> {
    const files = new Map<string, Uint8Array>()
    for await (const { path, bytes } of archivedFiles({ find: archive.find, signers: by })) files.set(path, bytes)
    return files
  }
  return {
    ...made,
    clock,
    archive,
    signer,
    signers,
    sign: (through: Partial<Doors> = {}) =>
      signTrail(through.services ?? made.services, { archive, signers, ...through }),
    pem,
    exported,
    /** What a verifier says who has nothing but the archive and the key. */
    async verify(publicKey = pem) {
      const files = await exported()
      const at = {
        list: async () => [...files.keys()],
        read: async (path: string) => files.get(path) ?? new Uint8Array(),
      }
      return (await verifyExport({ files: at, publicKey })).verification
    },
    /** Every audit record that is stored, genesis records too. */
    records: () => made.memory.rows().filter(({ table, row }) => table === 'audit' && row.r !== undefined),
    reads: (n: number) =>
      Promise.all(Array.from({ length: n }, () => made.query(made.doctor, `{ patient(id: "${made.ada}") { id } }`))),
  }
}
