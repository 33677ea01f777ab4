/** Something measured: its LOINC code, UCUM unit, reference range of adults and how many decimals are usual. */
export interface Measure {
  readonly category: 'vital-signs' | 'laboratory' | 'survey'
  readonly loinc: string
  readonly display: string
  readonly unit: string
  readonly ucum: string
  readonly low: number | null
  readonly high: number | null
  readonly decimals: number
}

type Unit = readonly [unit: string, ucum: string]
type Range = readonly [low: number | null, high: number | null]

const mmHg: Unit = ['mmHg', 'mm[Hg]']
const perMinute: Unit = ['beats/minute', '/min']
const percent: Unit = ['%', '%']
const mgPerDl: Unit = ['mg/dL', 'mg/dL']
const noRange: Range = [null, null]

function define(category: Measure['category']) {
  return (loinc: string, display: string, [unit, ucum]: Unit, [low, high]: Range, decimals: number): Measure => ({
    category,
    loinc,
    display,
    unit,
    ucum,
    low,
    high,
    decimals,
  })
}

const vital = define('vital-signs')
const lab = define('laboratory')
const survey = define('survey')

/** What the charts measure; codes and names from https://loinc.org, units from https://ucum.org. */
export const measures = {
  systolic: vital('8480-6', 'Systolic blood pressure', mmHg, [90, 139], 0),
  diastolic: vital('8462-4', 'Diastolic blood pressure', mmHg, [60, 89], 0),
  heartRate: vital('8867-4', 'Heart rate', perMinute, [60, 100], 0),
  weight: vital('29463-7', 'Body weight', ['kg', 'kg'], noRange, 1),
  height: vital('8302-2', 'Body height', ['cm', 'cm'], noRange, 1),
  temperature: vital('8310-5', 'Body temperature', ['degrees C', 'Cel'], [36.1, 37.7], 1),
  oxygenSaturation: vital('2708-6', 'Oxygen saturation in Arterial blood', percent, [94, 100], 0),
  peakFlow: vital('19935-6', 'Peak expiratory flow', ['L/min', 'L/min'], noRange, 0),
  hba1c: lab('4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood', percent, [4, 5.6], 1),
  glucose: lab('2339-0', 'Glucose [Mass/volume] in Blood', mgPerDl, [70, 99], 0),
  creatinine: lab('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', mgPerDl, [0.6, 1.3], 2),
  ldl: lab('13457-7', 'Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation', mgPerDl, [null, 129], 0),
  hdl: lab('2085-9', 'Cholesterol in HDL [Mass/volume] in Serum or Plasma', mgPerDl, [40, null], 0),
  hemoglobin: lab('718-7', 'Hemoglobin [Mass/volume] in Blood', ['g/dL', 'g/dL'], [12, 17], 1),
  ferritin: lab('2276-4', 'Ferritin [Mass/volume] in Serum or Plasma', ['ng/mL', 'ng/mL'], [15, 250], 0),
  potassium: lab('2823-3', 'Potassium [Moles/volume] in Serum or Plasma', ['mmol/L', 'mmol/L'], [3.5, 5.1], 1),
  tsh: lab('3016-3', 'Thyrotropin [Units/volume] in Serum or Plasma', ['mIU/L', 'm[IU]/L'], [0.4, 4.5], 2),
  bnp: lab('30934-4', 'Natriuretic peptide B [Mass/volume] in Serum or Plasma', ['pg/mL', 'pg/mL'], [null, 100], 0),
  crp: lab('1988-5', 'C reactive protein [Mass/volume] in Serum or Plasma', ['mg/L', 'mg/L'], [null, 5], 1),
  phq9: survey('44261-6', 'Patient Health Questionnaire 9 item total score', ['{score}', '{score}'], [null, 4], 0),
} as const

/** The name of a measure. */
export type MeasureName = keyof typeof measures
