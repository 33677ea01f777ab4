import type { MeasureName } from './measures.ts'

/** A measure, and where it stood at the first visit and stands at the last. */
export type Trend = readonly [name: MeasureName, first: number, last: number]

/** A problem: its SNOMED CT concept and how it shows in what is measured. */
export interface Problem {
  readonly code: string
  readonly display: string
  readonly trends: readonly Trend[]
}

/** The problems of the demonstration's charts. Where two say something of one measure, the first of a chart counts. */
export const problems = {
  diabetes: {
    code: '44054006',
    display: 'Diabetes mellitus type 2',
    trends: [
      ['hba1c', 8.9, 7.1],
      ['glucose', 192, 138],
      ['ldl', 136, 88],
      ['weight', 94, 88],
    ],
  },
  hypertension: {
    code: '38341003',
    display: 'Hypertensive disorder',
    trends: [
      ['systolic', 164, 134],
      ['diastolic', 99, 84],
      ['potassium', 4.3, 4.1],
      ['creatinine', 0.98, 1.04],
    ],
  },
  kidneyDisease: {
    code: '709044004',
    display: 'Chronic kidney disease',
    trends: [
      ['creatinine', 1.58, 2.06],
      ['potassium', 4.6, 5.2],
      ['hemoglobin', 11.7, 10.8],
    ],
  },
  heartFailure: {
    code: '42343007',
    display: 'Congestive heart failure',
    trends: [
      ['bnp', 820, 310],
      ['weight', 91, 84],
      ['heartRate', 98, 74],
      ['oxygenSaturation', 91, 96],
    ],
  },
  lungDisease: {
    code: '13645005',
    display: 'Chronic obstructive lung disease',
    trends: [
      ['oxygenSaturation', 90, 93],
      ['heartRate', 92, 84],
      ['peakFlow', 210, 245],
    ],
  },
  asthma: {
    code: '195967001',
    display: 'Asthma',
    trends: [
      ['oxygenSaturation', 94, 98],
      ['peakFlow', 310, 425],
      ['heartRate', 90, 78],
    ],
  },
  hypothyroidism: {
    code: '40930008',
    display: 'Hypothyroidism',
    trends: [
      ['tsh', 9.8, 2.4],
      ['weight', 83, 78],
      ['heartRate', 58, 68],
    ],
  },
  hyperlipidemia: {
    code: '55822004',
    display: 'Hyperlipidemia',
    trends: [
      ['ldl', 182, 96],
      ['hdl', 38, 46],
    ],
  },
  anemia: {
    code: '87522002',
    display: 'Iron deficiency anemia',
    trends: [
      ['hemoglobin', 9.1, 12.6],
      ['ferritin', 6, 48],
      ['heartRate', 94, 76],
    ],
  },
  depression: { code: '370143000', display: 'Major depressive disorder', trends: [['phq9', 17, 6]] },
  pregnancy: {
    code: '77386006',
    display: 'Pregnancy',
    trends: [
      ['weight', 63, 73],
      ['hemoglobin', 12.9, 11.1],
      ['glucose', 82, 91],
      ['heartRate', 72, 84],
    ],
  },
  pneumonia: {
    code: '233604007',
    display: 'Pneumonia',
    trends: [
      ['temperature', 39.2, 37.3],
      ['oxygenSaturation', 89, 95],
      ['crp', 148, 36],
      ['heartRate', 114, 84],
    ],
  },
  hipFracture: {
    code: '5913000',
    display: 'Fracture of neck of femur',
    trends: [
      ['hemoglobin', 8.8, 10.2],
      ['temperature', 37.6, 36.9],
      ['heartRate', 102, 82],
      ['crp', 96, 41],
    ],
  },
} as const satisfies Record<string, Problem>

/** The name of a problem. */
export type ProblemName = keyof typeof problems

/** What a healthy adult shows at any visit. */
export const healthyVitals: readonly Trend[] = [
  ['systolic', 122, 119],
  ['diastolic', 78, 76],
  ['heartRate', 70, 68],
  ['weight', 76, 75],
]

/** What is looked at besides in a healthy adult's check-up. */
export const checkupLabs: readonly Trend[] = [
  ['glucose', 91, 88],
  ['ldl', 108, 103],
]
