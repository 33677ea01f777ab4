import { type Asked, type Names, named } from './call.ts'
import { NotModelled } from './errors.ts'
import { elements } from './json.ts'
import type { Context } from './request.ts'

const CONTEXT = 'kms:EncryptionContext:'
const SYMMETRIC = ['Encrypt', 'Decrypt', 'GenerateDataKey']
const OTHERS = ['Sign', 'GetPublicKey', 'DescribeKey']

/**
 * The request of a KMS call: about the key, whatever name it was called by (kms-api-permissions-reference), with its
 * encryption context pair by pair and its keys as a list (conditions-kms).
 */
export function kmsRequests(operation: string, input: Readonly<Record<string, unknown>>, names: Names): Asked[] {
  if (![...SYMMETRIC, ...OTHERS].includes(operation)) throw new NotModelled(`kms ${operation}: no such operation`)
  const resource = named(names.keys, input.KeyId)
  const alias = typeof input.KeyId === 'string' && input.KeyId.startsWith('alias/') ? input.KeyId : undefined
  const context = {
    ...encryptionContext(elements(input.EncryptionContext ?? {})),
    ...(alias === undefined ? {} : { 'kms:RequestAlias': alias }),
    ...(operation === 'Sign' ? signing(input) : {}),
  }
  return [{ action: `kms:${operation}`, resource, context, absent: absentBut(alias, operation) }]
}

/** The request that S3 makes in the name of its caller for an object under a KMS key (UsingKMSEncryption). */
export function kmsRequestViaS3(
  operation: 'GenerateDataKey' | 'Decrypt',
  { key, about, region }: { readonly key: string; readonly about: string; readonly region: string },
): Asked {
  return {
    action: `kms:${operation}`,
    resource: key,
    context: {
      ...encryptionContext({ 'aws:s3:arn': about }),
      'kms:ViaService': `s3.${region}.amazonaws.com`,
      'aws:ViaAWSService': 'true',
    },
    absent: [`${CONTEXT}*`, 'kms:RequestAlias'],
  }
}

function encryptionContext(pairs: Readonly<Record<string, unknown>>): Context {
  const context = Object.entries(pairs).map(([name, value]) => [`${CONTEXT}${name}`, String(value)] as const)
  return { ...Object.fromEntries(context), 'kms:EncryptionContextKeys': Object.keys(pairs) }
}

/** A message is RAW where the call does not say (API_Sign). */
function signing({ SigningAlgorithm, MessageType = 'RAW' }: Readonly<Record<string, unknown>>): Context {
  return { 'kms:SigningAlgorithm': String(SigningAlgorithm), 'kms:MessageType': String(MessageType) }
}

function absentBut(alias: string | undefined, operation: string): string[] {
  return [
    `${CONTEXT}*`,
    'kms:ViaService',
    ...(alias === undefined ? ['kms:RequestAlias'] : []),
    ...(operation === 'Sign' ? [] : ['kms:SigningAlgorithm', 'kms:MessageType']),
  ]
}
