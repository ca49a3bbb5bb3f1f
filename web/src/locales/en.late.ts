// Words that the home page does without. As text they are a chunk of their own, apart from what en.ts takes of the same files.
import forecast from './en/forecast.json?raw'
import staffing from './en/staffing.json?raw'
import telephony from './en/telephony.json?raw'
export default { forecast: JSON.parse(forecast) as object, staffing: JSON.parse(staffing) as object, telephony: JSON.parse(telephony) as object }
