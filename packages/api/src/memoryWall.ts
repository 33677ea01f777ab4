import type { Action, Table } from '@wardgraph/records'
import type { Services } from './services.ts'
import { type InForce, inForce, WallError, walledVault } from './tenantWall.ts'

/**
 * Services behind the wall where tables are in memory: what IAM refuses on AWS is refused here, so that a test of
 * anything is a test of the wall, too.
 */
export function memoryWall(services: Services): Services {
  const force = inForce()
  return {
    ...services,
    within: force.within,
    table: walledTable(services.table, force),
    vault: walledVault(services.vault, force),
  }
}

/** As `dynamodb:LeadingKeys` of `<tenant>#*` has it: every partition that a request names is the tenant's. */
function walledTable(table: Table, { tenant }: InForce): Table {
  const leading = (partitions: readonly string[]) => {
    const prefix = `${tenant()}#`
    if (!partitions.every((pk) => pk.startsWith(prefix))) throw new WallError('ERR_WALL_OTHER_TENANT')
  }
  return {
    async get(keys) {
      leading(keys.map(({ pk }) => pk))
      return table.get(keys)
    },
    async query(range) {
      leading([range.pk])
      return table.query(range)
    },
    async transact(actions, options) {
      leading(actions.map(partitionOf))
      return table.transact(actions, options)
    },
  }
}

function partitionOf(action: Action): string {
  return action.do === 'put' ? String(action.row.pk) : action.key.pk
}
