import { compose, composeDocuments, readDirectoryConfig, readDocumentsConfig, readSignerConfig } from '@wardgraph/api'
import { NO_TENANT, openTenant } from '@wardgraph/records'
import { CliError } from './command.ts'
import { type Deployment, opened, refuseUnclear, within } from './deployment.ts'
import { openInstance, POOL } from './instance.ts'

/**
 * Opens the stage that WARDGRAPH_STAGE names, by the variables of its functions and as whoever the SDK finds credentials
 * of. Nothing is made there, and nothing is started here. @throws CliError STAGE_UNCLEAR, ENDPOINT_UNCLEAR
 */
async function openStage(env: NodeJS.ProcessEnv): Promise<Deployment> {
  refuseUnclear(env)
  const { directory, signer, documents } = variablesOf(env)
  // The tables of a restore have other names, but what is sealed names the deployment for as long as it lives.
  if (directory.deployment !== `wardgraph-${env.WARDGRAPH_STAGE}`)
    throw new CliError('STAGE_UNCLEAR', 'WARDGRAPH_DEPLOYMENT is not that of the stage in WARDGRAPH_STAGE.')
  // Nobody signs in to a command, so that no token is believed.
  const config = { ...directory, ...POOL, jwks: '{"keys":[]}', introspection: false, origins: null }
  return {
    config,
    signer,
    services: compose(config),
    documents: composeDocuments(documents),
    readers: [],
    close: async () => {},
  }
}

function variablesOf(env: NodeJS.ProcessEnv) {
  try {
    return {
      directory: readDirectoryConfig(env),
      signer: readSignerConfig(env),
      documents: readDocumentsConfig(env),
    }
  } catch (cause) {
    throw new CliError(
      'STAGE_UNCLEAR',
      'WARDGRAPH_STAGE takes WARDGRAPH_DEPLOYMENT, _TABLES, _ENVELOPE_KEY, _AUDIT_BUCKET, _DIGEST_KEY and _DOCUMENTS beside it, as its deploy says them.',
      { cause },
    )
  }
}

/** Does one piece of work in the stage that WARDGRAPH_STAGE names; without it, in the home folder's deployment. */
export function withDeployment<T>(env: NodeJS.ProcessEnv, work: (at: Deployment) => Promise<T>): Promise<T> {
  return within(isStage(env) ? openWhole(env) : openInstance(env), work)
}

/** The same of tables that are a copy and do not open yet. */
export function withCopy<T>(env: NodeJS.ProcessEnv, work: (at: Deployment) => Promise<T>): Promise<T> {
  return within(isStage(env) ? openStage(env) : openInstance(env, { ready: async () => {} }), work)
}

async function openWhole(env: NodeJS.ProcessEnv): Promise<Deployment> {
  const stage = await openStage(env)
  await opened(openTenant(stage.services, NO_TENANT))
  return stage
}

function isStage(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.WARDGRAPH_STAGE)
}
