import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { type DigestSigners, digestSignersOf } from '@wardgraph/audit'
import { type Archive, s3Archive } from './archive.ts'
import { CLIENT, type ClientOptions, compose, composeDirectory, kmsSigners, scan } from './compose.ts'
import type { Config, DirectoryConfig, DocumentsConfig, SignerConfig } from './config.ts'
import { type Documents, s3Documents } from './documents.ts'
import type { Services } from './services.ts'
import type { Shredding } from './shred.ts'
import { type Signed, signTrail } from './signer.ts'
import { type CheckedTrail, checkTrail } from './trailCheck.ts'

/** Six years (45 CFR 164.316(b)(2)(i)), of 365.25 days each and rounded up. */
const RETENTION_DAYS = 2_192

/** The archive of a deployment. */
export function composeArchive({ bucket }: Pick<SignerConfig, 'bucket'>, options: ClientOptions = CLIENT): Archive {
  return s3Archive({ client: client(options), bucket })
}

/** The signer of a deployment: each call is one run. */
export function composeSigner(
  config: Config,
  signer: SignerConfig,
  options: ClientOptions = CLIENT,
): () => Promise<Signed> {
  const services = compose(config, options)
  const archive = composeArchive(signer, options)
  let signers: DigestSigners | undefined
  return async () => {
    // A key has one public key for as long as it is; asking that did not come to an answer is done again.
    signers ??= await digestSignersOf(kmsSigners(signer, options))
    return signTrail(services, { archive, signers })
  }
}

/** The sealed documents of a deployment: one of 16 MiB takes longer than a request for a row. */
export function composeDocuments({ documents }: DocumentsConfig, options: ClientOptions = CLIENT): Documents {
  const requestHandler = { ...options.requestHandler, requestTimeout: 30_000 }
  return s3Documents({ client: client({ ...options, requestHandler }), bucket: documents })
}

/** What erases in a deployment. */
export function composeShredding(
  { bucket }: Pick<SignerConfig, 'bucket'>,
  of: { readonly config: Config; readonly services: Services; readonly documents: Documents },
  options: ClientOptions = CLIENT,
): Shredding {
  const { config, services, documents } = of
  return {
    services,
    archive: composeArchive({ bucket }, options),
    documents,
    scan: (table) => scan(config, table, options),
  }
}

/**
 * Three days of a digest a minute: each is looked at on three days, and one day's check may fail. The whole archive takes
 * `audit archive` and `audit verify`, which no function has the time for.
 */
const CHECKED = 3 * 24 * 60

/** The daily check of a deployment's archive. */
export function composeTrailCheck(
  config: DirectoryConfig,
  signer: SignerConfig,
  options: ClientOptions,
): () => Promise<CheckedTrail> {
  const directory = composeDirectory(config, options)
  const archive = composeArchive(signer, options)
  return async () =>
    checkTrail(directory, { archive, signers: await digestSignersOf(kmsSigners(signer, options)), most: CHECKED })
}

/** Makes the bucket of documents if there is none: for local use, stages are deployed. */
export async function provisionDocuments({ documents }: DocumentsConfig): Promise<void> {
  try {
    await client(CLIENT).send(new CreateBucketCommand({ Bucket: documents }))
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error
  }
}

/** Makes the archive's bucket if there is none: for local use, stages are deployed. */
export async function provisionArchive({ bucket }: Pick<SignerConfig, 'bucket'>): Promise<void> {
  const s3 = client(CLIENT)
  try {
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ObjectLockEnabledForBucket: true }))
  } catch (error) {
    if (error instanceof BucketAlreadyOwnedByYou) return
    throw error
  }
  const retention = { DefaultRetention: { Mode: 'COMPLIANCE' as const, Days: RETENTION_DAYS } }
  const lock = { ObjectLockEnabled: 'Enabled' as const, Rule: retention }
  await s3.send(new PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration: lock }))
}

/** A bucket in the path is the same on AWS and where a machine stands for it. */
function client(options: ClientOptions): S3Client {
  return new S3Client({ ...options, forcePathStyle: true })
}
