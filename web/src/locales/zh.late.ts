// Words that the home page does without. As text they are a chunk of their own, apart from what zh.ts takes of the same files.
import forecast from './zh/forecast.json?raw'
import staffing from './zh/staffing.json?raw'
import telephony from './zh/telephony.json?raw'
export default { forecast: JSON.parse(forecast) as object, staffing: JSON.parse(staffing) as object, telephony: JSON.parse(telephony) as object }
