import { ref, type Ref } from 'vue'
import type { Size } from '../../../components/images/size.ts'
import { panBy, WHOLE, zoomAt, type View } from '../../../components/images/view-transform.ts'

const WHEEL_STEP = 1.0015
const KEY_STEP = 1.25
/** Less than this the pointer trembled. */
const DRAG_FROM = 3

/** Zoom and place of the image, the same in all panels: wheel or keys zoom, dragging moves. */
export function useStageView(panel: Ref<Size>, image: Ref<Size>) {
  const view = ref<View>({ ...WHOLE })
  let from: { x: number; y: number } | null = null
  let isDrag = false

  const pointOf = (event: MouseEvent) => {
    const { currentTarget, clientX, clientY } = event
    const box = currentTarget instanceof Element ? currentTarget.getBoundingClientRect() : { left: 0, top: 0 }
    return { x: clientX - box.left, y: clientY - box.top }
  }
  const middle = () => ({ x: panel.value.width / 2, y: panel.value.height / 2 })

  function zoom(factor: number, at = middle()): void {
    view.value = zoomAt(view.value, panel.value, image.value, at, factor)
  }
  function wheel(event: WheelEvent): void {
    event.preventDefault()
    zoom(WHEEL_STEP ** -event.deltaY, pointOf(event))
  }
  function press(event: PointerEvent): void {
    if (event.button !== 0 || view.value.zoom === 1) return
    from = { x: event.clientX, y: event.clientY }
    isDrag = false
  }
  function move(event: PointerEvent): void {
    if (from === null) return
    const [right, down] = [event.clientX - from.x, event.clientY - from.y]
    if (!isDrag && Math.hypot(right, down) < DRAG_FROM) return
    if (!isDrag && event.currentTarget instanceof Element)
      event.currentTarget.setPointerCapture(event.pointerId)
    isDrag = true
    from = { x: event.clientX, y: event.clientY }
    view.value = panBy(view.value, panel.value, image.value, right, down)
  }
  function release(): void {
    from = null
  }
  function reset(): void {
    view.value = { ...WHOLE }
  }
  return {
    view,
    reset,
    zoomIn: () => zoom(KEY_STEP),
    zoomOut: () => zoom(1 / KEY_STEP),
    /** For `v-on`. */
    listeners: {
      wheel,
      pointerdown: press,
      pointermove: move,
      pointerup: release,
      pointercancel: release,
      dblclick: reset,
    },
  }
}
