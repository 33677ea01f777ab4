import type { Config, Services, SignerConfig } from '@wardgraph/api'
import type { StreamSource } from '@wardgraph/local-aws'
import { listTenants } from '@wardgraph/records'
import { VaultError } from '@wardgraph/vault'
import { CliError, EXIT, say } from './command.ts'

/** A deployment at hand, on this machine or on AWS: its configuration, its services and their end. */
export interface Deployment {
  readonly config: Config
  /** Where audit digests go, and the keys that sign them. */
  readonly signer: SignerConfig
  readonly services: Services
  /** What reads the stream of the audit table, where it is this process that does. */
  readonly readers: readonly StreamSource[]
  close(): Promise<void>
}

/**
 * Does one piece of work, and closes whatever comes of it. What the work put on record is in the disclosures when it is
 * done: the stream forgets after a day, and nobody may start a server until then.
 */
export async function within<At extends Deployment, T>(opening: Promise<At>, work: (at: At) => Promise<T>): Promise<T> {
  const deployment = await opening
  try {
    const done = await work(deployment)
    for (const reader of deployment.readers)
      await reader.drain().catch(() => say('what this put on record is not in the disclosures yet.'))
    return done
  } finally {
    await deployment.close()
  }
}

/** The keys of what belongs to no tenant, which no copy of the keys table gives. @throws CliError RESTORED, UNAVAILABLE */
export async function opened(opening: Promise<unknown>): Promise<void> {
  try {
    await opening
  } catch (cause) {
    if (cause instanceof VaultError && cause.code === 'ERR_VAULT_RESTORED')
      throw new CliError(
        'RESTORED',
        'the keys table is a copy: keys replay erases again what was erased since it was made.',
        { exit: EXIT.unavailable, cause },
      )
    throw unavailable(cause)
  }
}

/** What a command ends with where AWS, or what stands for it, does not do what is asked. */
export function unavailable(cause: unknown): CliError {
  const sentence = 'DynamoDB, KMS or S3 does not answer as it should.'
  return new CliError('UNAVAILABLE', sentence, { exit: EXIT.unavailable, cause })
}

/** AWS_ENDPOINT_URL without a suffix would send every service, also those that are none, to one place. @throws CliError */
export function refuseUnclear(env: NodeJS.ProcessEnv): void {
  if (env.AWS_ENDPOINT_URL)
    throw new CliError(
      'ENDPOINT_UNCLEAR',
      'AWS_ENDPOINT_URL is set; name the service: AWS_ENDPOINT_URL_DYNAMODB, AWS_ENDPOINT_URL_KMS, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_STS.',
    )
}

/** The id of a tenant that is there. @throws CliError UNKNOWN_TENANT */
export async function tenantOf({ services }: Deployment, name: string): Promise<string> {
  const found = (await listTenants(services)).find((one) => one.name === name)
  if (found === undefined) throw new CliError('UNKNOWN_TENANT', 'there is no such tenant.')
  return found.tenant
}
