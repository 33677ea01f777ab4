import { createHash } from 'node:crypto'
import {
  GetObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

/** Where signed audit files lie under a lock: each is written once, and nobody can change or remove it before its time. */
export interface Archive {
  /** Writes a file that is not there yet; false if there is one, whatever it holds. */
  put(path: string, bytes: Uint8Array): Promise<boolean>
  /** The paths that begin so, in order. */
  list(prefix: string): AsyncIterable<string>
  /** Undefined where there is none. */
  find(path: string): Promise<Uint8Array | undefined>
}

/** An S3 bucket with Object Lock: how long files are kept is the bucket's default retention. */
export function s3Archive({ client, bucket }: { readonly client: S3Client; readonly bucket: string }): Archive {
  return {
    async put(path, bytes) {
      // S3 refuses an object under a lock without a checksum of its bytes.
      const ChecksumSHA256 = createHash('sha256').update(bytes).digest('base64')
      const object = { Bucket: bucket, Key: path, Body: bytes, IfNoneMatch: '*', ChecksumSHA256 }
      try {
        await client.send(new PutObjectCommand({ ...object, ServerSideEncryption: 'aws:kms' }))
        return true
      } catch (error) {
        // 412: it is there; 409: somebody else is just writing it.
        const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
        if (status === 412 || status === 409) return false
        throw error
      }
    },
    async *list(prefix) {
      for (let token: string | undefined, more = true; more; more = token !== undefined) {
        const page: ListObjectsV2CommandOutput = await client.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
        )
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key
        token = page.NextContinuationToken
      }
    },
    async find(path) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: path }))
        return await Body?.transformToByteArray()
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined
        throw error
      }
    },
  }
}

/** The same in memory, with its files to look at. */
export function memoryArchive(): Archive & { readonly files: ReadonlyMap<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>()
  return {
    files,
    async put(path, bytes) {
      if (files.has(path)) return false
      files.set(path, Uint8Array.from(bytes))
      return true
    },
    async *list(prefix) {
      for (const path of [...files.keys()].sort()) if (path.startsWith(prefix)) yield path
    },
    find: async (path) => files.get(path),
  }
}
