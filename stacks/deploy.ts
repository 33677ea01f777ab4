import { makeApi } from './api.ts'
import { makeArchive } from './audit.ts'
import { makeBackup } from './backup.ts'
import { makeTables } from './data.ts'
import { makeDocuments } from './documents.ts'
import { makeEdge } from './edge.ts'
import { makeGraphql, makeJobs } from './entries.ts'
import { makeFailures } from './failures.ts'
import { makeGuard } from './guard.ts'
import { makeIdentity } from './identity.ts'
import { makeKeys } from './keys.ts'
import { makeObservability } from './observability.ts'
import { makeOriginSecret } from './originSecret.ts'
import { makeSchedules } from './schedules.ts'
import { makeBudget } from './spending.ts'
import type { Stage } from './stage.ts'
import { followAudit } from './streams.ts'
import { makeTrail } from './trail.ts'

/** All of a stage, from what depends on nothing to what depends on everything. */
export function deploy(stage: Stage): Record<string, $util.Output<string>> {
  const keys = makeKeys(stage)
  const tables = makeTables({ stage, keys })
  const archive = makeArchive({ stage, keys })
  makeDocuments({ stage, keys, log: archive.accessLogs })
  const failures = makeFailures({ stage, keys })
  const made = { stage, keys, tables, archive, failures }
  const jobs = makeJobs(made)
  followAudit({ tables, failures, ...jobs })
  makeSchedules({ stage, keys, failures, jobs })
  const identity = makeIdentity({ stage })
  const secret = makeOriginSecret(stage)
  const graphql = makeGraphql({ ...made, identity, originHashes: secret.hashes })
  const api = makeApi({ stage, keys, identity, graphql })
  const said = { userPool: identity.pool.id, client: identity.client.id, signer: jobs.signer.name }
  // Under `sst dev` requests go to the API itself, and nobody is woken.
  if ($dev) return { url: api.url, ...said }
  const edge = makeEdge({ stage, keys, archive, secret, api })
  const functions = { graphql, ...jobs }
  const topic = makeObservability({ stage, keys, tables, api, failures, functions })
  makeBudget({ stage, topic })
  makeGuard(stage)
  if (stage.watched) {
    makeTrail({ stage, keys, tables, archive, functions, topic })
    makeBackup({ stage, keys, tables, topic })
  }
  return { url: edge.url, ...said }
}
