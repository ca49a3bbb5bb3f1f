// antd's theme from our tokens, so that every control speaks the same colours.
import { theme as antdTheme, type ThemeConfig } from 'antd'
import { font, mono, tokens, type ThemeName } from './tokens'

export type Density = 'compact' | 'comfortable'

export function antdThemeOf(name: ThemeName, density: Density): ThemeConfig {
  const t = tokens[name]
  const roomy = density === 'comfortable'
  return {
    algorithm: name === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    cssVar: { key: 'lt' },
    hashed: false,
    token: {
      fontFamily: font,
      fontFamilyCode: mono,
      fontSize: roomy ? 14 : 13,
      fontWeightStrong: 600,
      borderRadius: 4,
      borderRadiusLG: 6,
      borderRadiusSM: 3,
      controlHeight: roomy ? 36 : 32,
      controlHeightSM: roomy ? 28 : 26,
      colorPrimary: t.accent,
      colorLink: t.accentText,
      colorLinkHover: t.accentText,
      colorLinkActive: t.accentText,
      colorInfo: t.accentText,
      colorSuccess: t.goodText,
      colorWarning: t.warnText,
      colorError: t.badText,
      colorErrorText: t.badText,
      colorText: t.ink,
      colorTextSecondary: t.ink2,
      colorTextTertiary: t.ink3,
      colorTextQuaternary: t.placeholder,
      colorTextDescription: t.ink3,
      colorTextPlaceholder: t.placeholder,
      colorTextDisabled: t.placeholder,
      colorTextLightSolid: t.onAccent,
      colorBorder: name === 'dark' ? '#3A4856' : '#CBD3DB',
      colorBorderSecondary: t.line,
      colorSplit: t.line,
      colorBgBase: t.surface,
      colorBgContainer: t.surface,
      colorBgElevated: name === 'dark' ? '#1A2530' : '#FFFFFF',
      colorBgLayout: t.layout,
      colorBgSpotlight: name === 'dark' ? '#2A3642' : '#1B2733',
      colorBgMask: t.mask,
      colorFillAlter: t.head,
      controlItemBgHover: t.hover,
      controlItemBgActive: t.selected,
      controlItemBgActiveHover: t.selected,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      wireframe: false,
    },
    components: {
      Button: { fontWeight: 400, primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' },
      Table: { cellPaddingBlock: roomy ? 9 : 5, cellPaddingInline: 10, headerBg: t.head, headerColor: t.ink2, rowHoverBg: t.hover },
      Tabs: { itemSelectedColor: t.accentText, inkBarColor: t.accentText, itemHoverColor: t.accentText, itemActiveColor: t.accentText, horizontalMargin: '0 0 12px 0' },
      Menu: { itemSelectedColor: t.accentText, itemSelectedBg: t.selected, itemHeight: 32 },
      Select: { optionSelectedBg: t.selected, optionSelectedColor: t.ink },
      Segmented: { itemSelectedBg: t.surface, trackBg: t.neutralSoft, itemColor: t.ink2, itemSelectedColor: t.ink },
      Form: { itemMarginBottom: 16, labelColor: t.ink2, verticalLabelPadding: '0 0 4px' },
      Card: { bodyPadding: 12, headerHeight: 40 },
      Drawer: { paddingLG: 16 },
      Tooltip: { colorTextLightSolid: '#FFFFFF' },
      Statistic: { contentFontSize: 24 },
      Breadcrumb: { itemColor: t.ink3, lastItemColor: t.ink3, linkColor: t.ink3 },
    },
  }
}
