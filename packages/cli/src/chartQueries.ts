/** What a chart is read by: names first, then what is the matter, what is done about it, and what was found. */
const PARTS = `fragment Problem on Condition {
  onsetDateTime
  code { text }
}

fragment Allergy on AllergyIntolerance {
  code { text }
  criticality
  reaction { manifestation { text } severity }
}

fragment Medication on MedicationRequest {
  medicationCodeableConcept { text }
  dosageInstruction { text }
  authoredOn
}

fragment Vital on Observation {
  effectiveDateTime
  code { text }
  valueQuantity { value unit }
  component { code { text } valueQuantity { value unit } }
}

fragment Result on Observation {
  effectiveDateTime
  code { text }
  valueQuantity { value unit }
  valueString
  interpretation { text }
}
`

/** What is the matter with the patient, and what is given for it. */
const NEEDS = `      problems: conditions(status: "active", first: 10) {
        nodes { ...Problem }
      }
      allergies: allergyIntolerances(first: 10) {
        nodes { ...Allergy }
      }
      medications: medicationRequests(
        status: "active"
        first: 10
      ) {
        nodes { ...Medication }
      }`

const PLAN = `      plan: carePlans(status: "active", first: 3) {
        nodes {
          title
          goal { description { text } lifecycleStatus }
          activity { detail { description status } }
        }
      }`

/** What was found and done. */
const REST = `      vitals: observations(category: "vital-signs", first: 5) {
        nodes { ...Vital }
      }
      labs: observations(category: "laboratory", first: 10) {
        nodes { ...Result }
      }
      immunizations(first: 10) {
        nodes {
          occurrenceDateTime
          vaccineCode { text }
          status
        }
      }
      procedures(first: 10) {
        nodes {
          performedDateTime
          code { text }
          status
        }
      }
      reports: diagnosticReports(first: 3) {
        nodes {
          effectiveDateTime
          code { text }
          conclusion
          result { ...Result }
        }
      }
      visits: encounters(first: 5) {
        nodes {
          period { start end }
          reasonCode { text }
          participant { individual { name { prefix family } } }
        }
      }`

/** The patient whom the demonstration's first users all know, found as the desk finds one too. */
const AHLGREN = `  patients(
    family: "Synth-Ahlgren"
    birthDate: "1959-03-14"
    first: 1
  ) {`

/** Charts as those who read them want them, each within the limits of one operation. */
export const CHART_QUERIES: readonly { readonly name: string; readonly document: string }[] = [
  {
    name: 'Chart',
    document: `query Chart {
${AHLGREN}
    nodes {
      name { given family }
      birthDate
      gender
${NEEDS}
${REST}
    }
  }
}

${PARTS}`,
  },
  {
    name: 'Problems and medications',
    document: `query Problems {
  patients(first: 10) {
    nodes {
      name { given family }
      birthDate
      problems: conditions(status: "active", first: 10) {
        nodes { code { text } onsetDateTime }
      }
      allergies: allergyIntolerances(first: 5) {
        nodes { code { text } criticality }
      }
      medications: medicationRequests(
        status: "active"
        first: 10
      ) {
        nodes {
          medicationCodeableConcept { text }
          dosageInstruction { text }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: 'Insurance',
    document: `query Insurance {
${AHLGREN}
    nodes {
      name { given family }
      telecom { system value }
      insurances: coverages(first: 5) {
        nodes {
          payor { name }
          type { text }
          class { name value }
          subscriberId
          relationship { text }
          status
          period { start end }
        }
      }
      visits: encounters(first: 5) {
        nodes {
          period { start end }
          class { display }
          status
        }
      }
    }
  }
}
`,
  },
  {
    name: 'My chart',
    document: `query MyChart {
  patients(first: 1) {
    nodes {
      name { given family }
      birthDate
${NEEDS}
${PLAN}
${REST}
      insurances: coverages(first: 3) {
        nodes { payor { name } class { name } subscriberId }
      }
    }
  }
}

${PARTS}`,
  },
]
