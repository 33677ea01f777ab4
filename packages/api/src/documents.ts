import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

/** A sealed document as it lies in the store. */
interface Kept {
  readonly name: string
  /** When it was written, in ms. */
  readonly at: number
}

/** Where parts are that are too large for their rows: sealed documents, each written once under a name that is its own. */
export interface Documents {
  /** All of it or nothing; one that is there stays as it is. @throws DocumentsError */
  put(name: string, bytes: Uint8Array): Promise<void>
  /** Undefined where there is none. @throws DocumentsError */
  find(name: string): Promise<Uint8Array | undefined>
  /** Those whose names begin so, in order. @throws DocumentsError */
  list(prefix: string): AsyncIterable<Kept>
  /** Also one that is not there. @throws DocumentsError */
  remove(name: string): Promise<void>
}

/** The store of documents does not answer; what was asked for may have happened. */
export class DocumentsError extends Error {
  readonly code = 'UNAVAILABLE'

  constructor(options: ErrorOptions) {
    super('UNAVAILABLE: the store of documents does not answer', options)
    this.name = 'DocumentsError'
  }
}

/** An S3 bucket; with versions, what is removed lies there, sealed, until its lifecycle takes it. */
export function s3Documents({ client, bucket }: { readonly client: S3Client; readonly bucket: string }): Documents {
  return {
    put: (name, bytes) =>
      answered(async () => {
        try {
          await client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: bytes, IfNoneMatch: '*' }))
        } catch (error) {
          // 412: an attempt whose reply was lost has written it; no other has its name.
          const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
          if (status !== 412) throw error
        }
      }),
    find: (name) =>
      answered(async () => {
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }))
          return await Body?.transformToByteArray()
        } catch (error) {
          if (error instanceof NoSuchKey) return undefined
          throw error
        }
      }),
    async *list(prefix) {
      for (let token: string | undefined, more = true; more; more = token !== undefined) {
        const page: ListObjectsV2CommandOutput = await answered(() =>
          client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token })),
        )
        for (const { Key, LastModified } of page.Contents ?? [])
          if (Key !== undefined && LastModified !== undefined) yield { name: Key, at: LastModified.getTime() }
        token = page.NextContinuationToken
      }
    },
    remove: (name) =>
      answered(async () => {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }))
      }),
  }
}

/** @throws DocumentsError for whatever goes wrong: what the SDK says could quote a name */
async function answered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new DocumentsError({ cause })
  }
}

/** The same in memory, with its files to look at and to change. */
export function memoryDocuments({ now = Date.now } = {}): Documents & {
  readonly files: Map<string, { readonly bytes: Uint8Array; readonly at: number }>
} {
  const files = new Map<string, { readonly bytes: Uint8Array; readonly at: number }>()
  return {
    files,
    async put(name, bytes) {
      if (!files.has(name)) files.set(name, { bytes: Uint8Array.from(bytes), at: now() })
    },
    find: async (name) => files.get(name)?.bytes,
    async *list(prefix) {
      for (const [name, { at }] of [...files].sort(([a], [b]) => (a < b ? -1 : 1)))
        if (name.startsWith(prefix)) yield { name, at }
    },
    async remove(name) {
      files.delete(name)
    },
  }
}
