/** Why a file, a line or a bundle entry brings no resource. */
export type ReadCode =
  | 'NOT_JSON'
  | 'NOT_FHIR'
  | 'BUNDLE_TYPE'
  | 'UNKNOWN_TYPE'
  | 'NO_RESOURCE'
  | 'NOT_A_RECORD'
  | 'BAD_ID'
  | 'BAD_KEY'
  | 'TOO_DEEP'

/** Why a resource does not fit its schema type. */
export type MappingCode = 'WRONG_TYPE' | 'REQUIRED'

/** Which rule of R4 a resource breaks. */
export type RuleCode = 'UNKNOWN_ELEMENT' | 'REQUIRED_CODE' | 'MARKUP'
