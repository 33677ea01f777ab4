import { CHART_QUERIES } from './chartQueries.ts'

/** The queries that the local IDE offers, each to be run as any user: what differs is what the schema lets them see. */
export const SAVED_QUERIES: readonly { readonly name: string; readonly document: string }[] = [
  { name: 'Who am I?', document: '{\n  me {\n    username\n    role\n    tenant\n  }\n}\n' },
  ...CHART_QUERIES,
  {
    name: 'My patients, with their latest findings',
    document: `{
  patients(first: 20) {
    nodes {
      id
      name { family given }
      birthDate
      identifier { value }
      observations(first: 3) {
        nodes {
          effectiveDateTime
          code { text coding { code display } }
          valueQuantity { value unit }
          component { code { text } valueQuantity { value unit } }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: 'My panel',
    document: `{
  panel(first: 20) {
    nodes {
      patient { id name { family given } }
      next { status class { code } period { start } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: 'A patient by name and birth date',
    document: `{
  patients(family: "Synth-Ahlgren", birthDate: "1959-03-14") {
    nodes {
      id
      version
      name { family given }
      gender
      birthDate
      identifier { value }
      telecom { system value use }
      managingOrganization { name }
      encounters(first: 5) {
        nodes {
          status
          period { start end }
          reasonCode { text }
          participant { individual { name { family } } }
        }
      }
      observations(first: 5) {
        nodes {
          effectiveDateTime
          code { text coding { code display } }
          valueQuantity { value unit }
          referenceRange { low { value } high { value } }
        }
      }
    }
  }
}
`,
  },
  {
    name: 'Open reviews',
    document: `{
  reviews(state: OPEN) {
    nodes { id version kind username role concerns reason at due overdue }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: 'Who saw my record',
    document: `{
  myAccessLog(first: 20) {
    nodes { at role purpose relation read changed denied practitioner { name { family given } } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  },
  {
    name: 'Rules of the tenant',
    document: `{
  tenantRules {
    version
    consent
    ownChart
    adult
    ages { from hides }
    hours { open close zone }
    accessLog
  }
}
`,
  },
  {
    name: 'Why somebody sees, or does not',
    document: `{
  explainAccess(
    username: "nurse-northside"
    operation: "{ patients(first: 1) { nodes { birthDate observations { nodes { id } } } } }"
  ) {
    path
    allow
    reason
    line
  }
}
`,
  },
  {
    name: 'A patient by record number',
    document: '{\n  patients(mrn: "N100137") {\n    nodes {\n      id\n      name { family given }\n    }\n  }\n}\n',
  },
]
