import { makeApi } from './api.ts'
import { type Archive, makeArchive } from './audit.ts'
import { makeBackup } from './backup.ts'
import { makeTables } from './data.ts'
import { makeDocuments } from './documents.ts'
import { makeEdge } from './edge.ts'
import { deploymentOf, makeGraphql, makeJobs, makePreToken } from './entries.ts'
import { makeFailures } from './failures.ts'
import { makeGuard } from './guard.ts'
import { makeIdentity } from './identity.ts'
import { allowUse } from './keyPolicies.ts'
import { makeKeys } from './keys.ts'
import { makeObservability } from './observability.ts'
import { makeOperations } from './operations.ts'
import { makeOriginSecret } from './originSecret.ts'
import { makeRollout } from './rollout.ts'
import { makeSchedules } from './schedules.ts'
import { makeBudget } from './spending.ts'
import type { Stage } from './stage.ts'
import { followAudit } from './streams.ts'
import { makeTrail } from './trail.ts'

/** All of a stage, from what depends on nothing to what depends on everything. */
export async function deploy(stage: Stage): Promise<Record<string, $util.Output<string>>> {
  const keys = makeKeys(stage)
  const tables = makeTables({ stage, keys })
  const archive = makeArchive({ stage, keys })
  const documents = makeDocuments({ stage, keys, log: archive.accessLogs })
  const failures = makeFailures({ stage, keys })
  const made = { stage, keys, tables, archive, documents, failures }
  const preToken = makePreToken(made)
  const identity = makeIdentity({ stage, preToken })
  const jobs = makeJobs({ ...made, identity })
  followAudit({ tables, failures, disclosures: jobs.disclosures.fn, overwrites: jobs.overwrites.fn })
  const callers = makeSchedules({ stage, keys, failures, jobs })
  const secret = await makeOriginSecret(stage)
  const graphql = makeGraphql({ ...made, identity, originHashes: secret.hashes })
  const operations = makeOperations({ stage, tables, keys, archive, documents })
  allowUse({ stage, keys, users: usersOf({ preToken, graphql, jobs, archive, callers, operations }) })
  const api = makeApi({ stage, keys, identity, graphql: graphql.fn })
  const said = {
    /** Where a release moves requests to. */
    version: graphql.fn.nodes.function.version,
    userPool: identity.pool.id,
    client: identity.client.id,
    operator: jobs.operator.name,
    ...(operations === null ? {} : { operations: operations.arn }),
    ...commandsOf({ stage, keys, archive, documents }),
  }
  // Under `sst dev` requests go to the API itself, and nobody is woken.
  if (api.live === null) return { url: api.url, ...said }
  const edge = makeEdge({ stage, keys, archive, secret, api })
  const functions = functionsOf({ preToken, graphql, jobs })
  const { topic, alarms } = makeObservability({ stage, keys, tables, api, failures, functions })
  makeRollout({ stage, graphql: graphql.fn, live: api.live, alarms })
  makeBudget({ stage, topic })
  makeGuard(stage)
  if (stage.watched) {
    makeTrail({ stage, keys, tables, archive, documents, functions, operations, topic })
    makeBackup({ stage, keys, tables, topic })
  }
  return { url: edge.url, ...said }
}

/** What commands on the stage are told, by the variables that tell them (docs/restore.md). */
function commandsOf(of: Pick<Parameters<typeof makeOperations>[0], 'stage' | 'keys' | 'archive' | 'documents'>) {
  const told = {
    AWS_REGION: of.stage.region,
    WARDGRAPH_STAGE: of.stage.name,
    ...deploymentOf(of),
    WARDGRAPH_AUDIT_BUCKET: of.archive.archive.name,
    WARDGRAPH_DOCUMENTS: of.documents.clean.name,
    WARDGRAPH_DIGEST_KEY: of.keys.digest.arn,
  }
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, $output(value)]))
}

interface Made {
  readonly preToken: sst.aws.Function
  readonly graphql: ReturnType<typeof makeGraphql>
  readonly jobs: ReturnType<typeof makeJobs>
  readonly archive: Archive
}

/** Each function by its entry. */
function functionsOf({ preToken, graphql, jobs }: Omit<Made, 'archive'>) {
  const { disclosures, overwrites, ...others } = jobs
  return { preToken, graphql: graphql.fn, disclosures: disclosures.fn, overwrites: overwrites.fn, ...others }
}

/** Who uses which key. */
function usersOf(
  made: Made & { readonly callers: readonly $util.Output<string>[]; readonly operations: aws.iam.Role | null },
): Parameters<typeof allowUse>[0]['users'] {
  const { preToken, graphql, jobs, archive, callers, operations } = made
  const { disclosures, overwrites, signer, trailCheck, operator, erasures } = jobs
  const arns = (...functions: readonly sst.aws.Function[]) => functions.map((fn) => fn.nodes.role.arn)
  const commands = operations === null ? [] : [operations.arn]
  const walled = [graphql, disclosures, overwrites]
  return {
    tenants: walled.map(({ tenantRole }) => tenantRole.arn),
    openers: [...arns(preToken, signer, operator, erasures), ...commands],
    makers: [...arns(operator), ...commands],
    signers: [...arns(signer), ...commands],
    verifiers: arns(trailCheck),
    archivists: [...arns(signer, trailCheck, erasures), ...commands],
    documents: commands,
    replicators: archive.replicator === null ? [] : [archive.replicator.arn],
    functions: arns(...Object.values(functionsOf(made))),
    callers,
  }
}
