// Runs in the page. What a look at its boxes can find without eyes: a page wider than its window, and text that
// is cut without an ellipsis.
;(() => {
  const flaws = new Set()
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth)
    flaws.add(`the page is ${scrollWidth - clientWidth} px wider than the window`)
  for (const element of document.querySelectorAll('body *')) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)
    const text = texts
      .map((node) => node.textContent.trim())
      .join(' ')
      .trim()
    if (text === '' || !element.checkVisibility()) continue
    const { overflowX, textOverflow } = getComputedStyle(element)
    const isForReadersOnly = element.clientWidth <= 2
    const clips = ['hidden', 'clip'].includes(overflowX) && textOverflow !== 'ellipsis' && !isForReadersOnly
    if (clips && element.scrollWidth > element.clientWidth + 1) flaws.add(`cut: “${text.slice(0, 60)}”`)
  }
  return [...flaws]
})()
