import { createRoot } from 'react-dom/client'
import { App } from './app/App'
import { startI18n } from './kit/i18n'
import './kit/base.css'

await startI18n()
createRoot(document.getElementById('root')!).render(<App />)
