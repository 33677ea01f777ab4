import { createHash } from 'node:crypto'
import { receiveText } from './body.ts'
import { type Checksum, checksumAlgorithms, createDigest } from './checksum.ts'
import { partNumber } from './multipart.ts'
import { addObject, checksumMember, conditionOf, etagOf, unquote } from './putObject.ts'
import { refusal } from './refusal.ts'
import type { S3Request } from './request.ts'
import type { S3Reply, S3State } from './state.ts'
import type { Part, Upload } from './uploads.ts'
import { expectElement, findChild, getText, readXml, writeXml, type XmlElement } from './xml.ts'

const smallestPart = 5 * 1024 * 1024
const checksumNames = checksumAlgorithms.map((algorithm) => `Checksum${algorithm}`)

/** CompleteMultipartUpload: the parts named become one object in one commit, those not named are gone. */
export async function completeUpload(state: S3State, request: S3Request): Promise<S3Reply> {
  state.buckets.get(request.bucket)
  const condition = conditionOf(request)
  const root = expectElement(readXml(await receiveText(request)), 'CompleteMultipartUpload', ['Part'])
  const upload = state.uploads.get(request)
  const parts = chosen(root, state.uploads.parts(upload.id), upload)
  const checksum = checksumOf(state, upload, parts)
  const content = {
    size: parts.reduce((sum, { size }) => sum + size, 0),
    etag: `${etagOf(upload.headers, md5OfParts(parts))}-${parts.length}`,
    checksum,
    headers: upload.headers,
  }
  const { etag, ...headers } = state.store.transaction(() => {
    const added = addObject(state, request, { content, retention: upload.retention, condition, pieces: parts })
    state.uploads.remove(upload.id)
    return added
  })
  return {
    status: 200,
    headers,
    body: writeXml('CompleteMultipartUploadResult', {
      Location: `http://${request.headers.get('host')}/${request.bucket}/${encodeURIComponent(request.key)}`,
      Bucket: request.bucket,
      Key: request.key,
      ETag: etag,
      ...checksumMember(checksum),
    }),
  }
}

/** The parts that the document names, in its order. @throws ServiceException InvalidPart and others */
function chosen(root: XmlElement, received: readonly Part[], upload: Upload): readonly Part[] {
  const parts = root.children.map((element) => choose(element, received, upload))
  if (parts.length === 0) throw refusal('MalformedXML')
  if (parts.some(({ number }, at) => number <= (parts[at - 1]?.number ?? 0))) throw refusal('InvalidPartOrder')
  if (parts.slice(0, -1).some(({ size }) => size < smallestPart)) throw refusal('EntityTooSmall')
  return parts
}

function choose(element: XmlElement, received: readonly Part[], { algorithm, type }: Upload): Part {
  expectElement(element, 'Part', ['PartNumber', 'ETag', ...checksumNames])
  const number = partNumber(getText(element, 'PartNumber'))
  const part = received.find((it) => it.number === number)
  if (part === undefined || part.etag !== unquote(getText(element, 'ETag'))) throw refusal('InvalidPart')
  const named = checksumAlgorithms.filter((it) => findChild(element, `Checksum${it}`) !== undefined)
  if (type === 'COMPOSITE' && !named.some((it) => it === algorithm)) {
    throw refusal('InvalidRequest', 'The complete request must include the checksum for each part')
  }
  const other = named.some(
    (it) => it !== part.checksum.algorithm || getText(element, `Checksum${it}`) !== part.checksum.value,
  )
  if (other) throw refusal('InvalidPart')
  return part
}

/** Over the bytes of all parts or, COMPOSITE, over the checksums of the parts. */
function checksumOf(state: S3State, { algorithm = 'CRC64NVME', type }: Upload, parts: readonly Part[]): Checksum {
  const digest = createDigest(algorithm)
  if (type === 'COMPOSITE') {
    for (const { checksum } of parts) digest.update(Buffer.from(checksum.value, 'base64'))
    return { algorithm, type, value: `${digest.digest().toString('base64')}-${parts.length}` }
  }
  const end = parts.reduce((sum, { size }) => sum + size, 0)
  const reading = state.blobs.read(parts, { start: 0, end })
  try {
    for (const bytes of reading.chunks()) digest.update(bytes)
  } finally {
    reading.close()
  }
  return { algorithm, type, value: digest.digest().toString('base64') }
}

/** The ETag of a multipart object: the MD5 of the MD5s of its parts, whose ETags they are. */
function md5OfParts(parts: readonly Part[]): string {
  const digests = parts.map(({ etag }) => Buffer.from(etag, 'hex'))
  return createHash('md5').update(Buffer.concat(digests)).digest('hex')
}
