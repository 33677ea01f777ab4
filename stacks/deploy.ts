import { makeApi } from './api.ts'
import { makeArchive } from './audit.ts'
import { makeTables } from './data.ts'
import { makeDocuments } from './documents.ts'
import { makeGraphql, makeJobs } from './entries.ts'
import { makeFailures } from './failures.ts'
import { makeIdentity } from './identity.ts'
import { makeKeys } from './keys.ts'
import { makeOriginSecret } from './originSecret.ts'
import type { Stage } from './stage.ts'

/** All of a stage, from what depends on nothing to what depends on everything. */
export async function deploy(stage: Stage): Promise<Record<string, $util.Output<string>>> {
  const keys = makeKeys(stage)
  const tables = makeTables({ stage, keys })
  const archive = makeArchive({ stage, keys })
  makeDocuments({ stage, keys, log: archive.accessLogs })
  const failures = makeFailures({ stage, keys })
  const made = { stage, keys, tables, archive, failures }
  const jobs = makeJobs(made)
  const identity = makeIdentity({ stage })
  const secret = await makeOriginSecret(stage)
  const graphql = makeGraphql({ ...made, identity, originHashes: secret.hashes })
  const api = makeApi({ stage, keys, identity, graphql })
  return { url: api.url, userPool: identity.pool.id, client: identity.client.id, signer: jobs.signer.name }
}
