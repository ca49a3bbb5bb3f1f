// Sets language and colours before the first paint, so that a dark screen never flashes white.
(function () {
  try {
    var prefs = JSON.parse(localStorage.getItem('lingting.prefs') || '{}')
    var dark = prefs.theme === 'dark'
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
    document.documentElement.style.background = dark ? '#0F161D' : '#F4F6F8'
    document.documentElement.lang = prefs.language === 'en' ? 'en' : 'zh-CN'
  } catch (e) {
    document.documentElement.dataset.theme = 'light'
  }
})()
