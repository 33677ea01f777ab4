import { isElement } from './elements.ts'
import { NUMBERS } from './fhirJson.ts'
import type { FhirContent } from './fromFhir.ts'
import { hasMarkup } from './markup.ts'
import type { RuleCode } from './refusal.ts'
import { lacksCode } from './requiredCodes.ts'
import type { FhirResource } from './resource.ts'

/** The first rule of R4 that a resource breaks; `content`: its own, as `fromFhir` split it. */
export function brokenRule({
  resource,
  content,
}: {
  readonly resource: FhirResource
  readonly content: FhirContent
}): RuleCode | undefined {
  const { resourceType, ...elements } = resource
  const isKnown = (name: string) => name === NUMBERS || isElement(resourceType, name)
  if (!Object.keys(elements).every(isKnown)) return 'UNKNOWN_ELEMENT'
  if (lacksCode(resource)) return 'REQUIRED_CODE'
  return hasMarkup(content) ? 'MARKUP' : undefined
}
