import {
  type Action,
  breakGlassActions,
  inverseKey,
  type Key,
  memoryTable,
  proxyActions,
  Reader,
  relationActions,
  relationKey,
} from '@wardgraph/records'
import { createVault, memoryKeyProvider, type Row } from '@wardgraph/vault'
import { policy } from '../fixtures/clinic.ts'

const TENANT = 'northnorthno'

/** One tenant without anything in it: its table, its keys, and a reader that notes what it is asked for. */
export async function directory() {
  const vault = createVault({ keysTable: async () => 'keys', provider: memoryKeyProvider(), deployment: 'test' })
  const { keys } = await vault.createTenant(TENANT)
  const memory = memoryTable()
  const asked: string[] = []
  const load = async (key: Key): Promise<Row | undefined> => {
    asked.push(`${key.pk} ${key.sk}`)
    return (await memory.get([key]))[0]
  }
  const reader = new Reader({ table: memory, keys, policy, load, now: 0 })
  const write = (actions: readonly Action[]) => memory.transact(actions, { token: crypto.randomUUID() })
  const at = async (key: Key): Promise<Row> => {
    const [row] = await memory.get([key])
    if (row === undefined) throw new Error('there is no such row')
    return row
  }
  /** Puts a row there whatever is there, without a MAC of its own. */
  const forge = (row: Row) => write([{ do: 'put', table: 'directory', row }])
  return { keys, memory, reader, asked, write, at, forge }
}

export type Directory = Awaited<ReturnType<typeof directory>>

/** Each kind of relation, between Ada and one actor, as the `w`th writing. */
export const KINDS = {
  team: {
    ends: { patient: 'ada', actor: 'dora' },
    made: ({ keys }: Directory, w: number) =>
      relationActions(keys, { patient: 'ada', actor: 'dora', start: 100, end: 900, basis: 'encounter', w }),
  },
  proxy: {
    ends: { patient: 'ada', actor: 'rob' },
    made: ({ keys }: Directory, w: number) => {
      const scope = { classes: ['VISIT', 'CLINICAL'], segments: ['NORMAL'] }
      return proxyActions(keys, { patient: 'ada', person: 'rob', start: 100, end: 900, basis: 'PARENT', ...scope, w })
    },
  },
  glass: {
    ends: { patient: 'ada', actor: 'dora', membership: 'm1' },
    made: ({ keys }: Directory, w: number) => {
      const of = { patient: 'ada', actor: 'dora', membership: 'm1', grant: 'g1' }
      return breakGlassActions(keys, { ...of, start: 100, end: 900, w })
    },
  },
} as const
export type Kind = keyof typeof KINDS

/** The rows of both sides, the patient's first. */
export async function sides(made: Directory, kind: Kind): Promise<readonly [Row, Row]> {
  const { ends } = KINDS[kind]
  return [await made.at(relationKey(TENANT, ends, kind)), await made.at(inverseKey(TENANT, ends, kind))]
}

/** The attributes of a row that say something: not where it is, nor its MAC. */
export function facts({ pk: _, sk: __, m: ___, ...rest }: Row): Row {
  return rest
}
