import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { columnName, crc32, workbook } from './xlsx'

describe('xlsx', () => {
  it('column names', () => expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']))
  it('crc of the standard check text', () => expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926))
  it('is a zip that Python reads, with typed cells and escaped words', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'lingting-')), 'a.xlsx')
    writeFileSync(file, workbook([{ name: '队列/明细', head: ['名称', '接通率'], rows: [['A & <B>\u0001', { n: 0.936, format: 'percent' }], [null, 12]] }]))
    const out = execFileSync('python3', ['-c', `
import sys, zipfile
from xml.dom import minidom
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
for n in z.namelist(): minidom.parseString(z.read(n))
print(z.read('xl/worksheets/sheet1.xml').decode())
print(z.read('xl/workbook.xml').decode())`, file], { encoding: 'utf8' })
    expect(out).toContain('A &amp; &lt;B&gt;</t>')
    expect(out).toContain('<c r="B2" s="1"><v>0.936</v></c>')
    expect(out).toContain('<c r="B3"><v>12</v></c>')
    expect(out).toContain('name="队列 明细"')
  })
})
