import { declaredAlgorithm, receive } from './body.ts'
import { type Checksum, checksumAlgorithms } from './checksum.ts'
import { checksumHeaders, encryptionOf, findRetention, headersToKeep } from './objectHeaders.ts'
import { etagOf, quote } from './putObject.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import type { S3Reply, S3State } from './state.ts'
import type { Upload } from './uploads.ts'
import { writeXml } from './xml.ts'

const highestNumber = 10_000

/** CreateMultipartUpload: what is asked of the object is judged now, the rest when it is completed. */
export function createUpload(state: S3State, request: S3Request): S3Reply {
  const bucket = state.buckets.get(request.bucket)
  const headers = headersToKeep(request)
  const retention = findRetention(request, bucket, state.now())
  const { algorithm, type } = checksumOf(request)
  const UploadId = state.store.transaction(() => state.uploads.add(request, { headers, retention, algorithm, type }))
  return {
    status: 200,
    headers: {
      ...encryptionOf(headers),
      ...(algorithm === undefined ? {} : { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type }),
    },
    body: writeXml('InitiateMultipartUploadResult', { Bucket: request.bucket, Key: request.key, UploadId }),
  }
}

/** UploadPart: receives a part in one commit; it replaces one of the same number. */
export async function uploadPart(state: S3State, request: S3Request): Promise<S3Reply> {
  state.buckets.get(request.bucket)
  const { id, headers, algorithm } = state.uploads.get(request)
  const number = partNumber(request.query.get('partNumber') ?? '')
  if (algorithm !== undefined && declaredAlgorithm(request) !== algorithm) {
    throw refusal('InvalidRequest', 'Checksum Type mismatch occurred')
  }
  const writer = state.blobs.writer()
  try {
    const { md5, checksum } = await receive(request, (bytes) => writer.write(bytes))
    const etag = etagOf(headers, md5)
    state.store.transaction(() => {
      state.uploads.get(request)
      state.uploads.put(id, { ...writer.finish(), number, etag, checksum })
    })
    const encryption = encryptionOf(headers)
    const { 'x-amz-checksum-type': _, ...checksums } = checksumHeaders(checksum)
    return { status: 200, headers: { etag: quote(etag), ...encryption, ...checksums } }
  } catch (error) {
    writer.discard()
    throw error
  }
}

/** AbortMultipartUpload: its parts are gone. */
export function abortUpload(state: S3State, request: S3Request): S3Reply {
  state.buckets.get(request.bucket)
  const { id } = state.uploads.get(request)
  state.store.transaction(() => state.uploads.remove(id))
  return { status: 204 }
}

/** A part number of a query or a document. @throws ServiceException InvalidArgument */
export function partNumber(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > highestNumber) {
    throw refusal('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive')
  }
  return number
}

/** Which checksum the object will have (User Guide, "Checking object integrity": full object and composite types). */
function checksumOf({ headers }: S3Request): {
  readonly algorithm: Upload['algorithm']
  readonly type: Checksum['type']
} {
  const asked = headers.get('x-amz-checksum-algorithm')
  const algorithm = checksumAlgorithms.find((it) => it === asked)
  if (asked !== algorithm) throw refusal('NotImplemented')
  const usual = algorithm === undefined || algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE'
  const type = headers.get('x-amz-checksum-type') ?? usual
  if (type !== 'FULL_OBJECT' && type !== 'COMPOSITE') throw refusal('InvalidArgument')
  const composable = algorithm !== undefined && algorithm !== 'CRC64NVME'
  const linear = algorithm === undefined || algorithm.startsWith('CRC')
  if (type === 'COMPOSITE' ? !composable : !linear) {
    throw refusal('InvalidRequest', 'The checksum type cannot be used with the checksum algorithm')
  }
  return { algorithm, type }
}
