import { ServiceException } from '../serviceException.ts'

/** Every error code of S3 that this endpoint gives, with AWS's status (API Reference, "Error responses"). */
const refusals = {
  AccessDenied: [403, 'Access Denied'],
  BadDigest: [400, 'The checksum or Content-MD5 that was sent does not match the content received'],
  BucketAlreadyOwnedByYou: [409, 'The bucket exists already'],
  EntityTooLarge: [400, 'The upload exceeds the maximum allowed size'],
  EntityTooSmall: [400, 'A part other than the last one is smaller than 5 MiB'],
  ExpiredToken: [400, 'The provided token has expired'],
  IncompleteBody: [400, 'The body is not of the length or the form that its headers say'],
  InvalidArgument: [400, 'Invalid argument'],
  InvalidBucketName: [400, 'The specified bucket is not valid'],
  InvalidBucketState: [409, 'The request is not valid for the current state of the bucket'],
  InvalidDigest: [400, 'The Content-MD5 that was sent is not valid'],
  InvalidPart: [400, 'A part was not found, or its ETag or checksum is another'],
  InvalidPartOrder: [400, 'The list of parts is not in ascending order'],
  InvalidRange: [416, 'The requested range is not satisfiable'],
  InvalidRequest: [400, 'Invalid request'],
  InvalidURI: [400, 'The URI cannot be read'],
  KeyTooLongError: [400, 'The key is too long'],
  MalformedXML: [400, 'The XML is not well-formed or not of the expected form'],
  MaxMessageLengthExceeded: [400, 'The request is too big'],
  MetadataTooLarge: [400, 'The metadata exceeds 2 KB'],
  MethodNotAllowed: [405, 'The method is not allowed against a delete marker'],
  MissingContentLength: [411, 'The Content-Length header is required'],
  NoSuchBucket: [404, 'The specified bucket does not exist'],
  NoSuchKey: [404, 'The specified key does not exist'],
  NoSuchObjectLockConfiguration: [404, 'The object has no Object Lock configuration'],
  NoSuchUpload: [404, 'The upload does not exist; it may have been aborted or completed'],
  NoSuchVersion: [404, 'The specified version does not exist'],
  NotImplemented: [501, 'The local endpoint does not answer this operation, or not with this header or parameter'],
  ObjectLockConfigurationNotFoundError: [404, 'Object Lock configuration does not exist for this bucket'],
  PreconditionFailed: [412, 'At least one of the preconditions that were specified did not hold'],
  SlowDown: [503, 'Please reduce your request rate'],
  XAmzContentSHA256Mismatch: [400, 'The x-amz-content-sha256 header does not match what was computed'],
} as const

/** A refusal as S3 gives it; `message` stands in for the code's usual sentence. */
export function refusal(code: keyof typeof refusals, message: string = refusals[code][1]): ServiceException {
  return new ServiceException(code, message, { status: refusals[code][0] })
}
