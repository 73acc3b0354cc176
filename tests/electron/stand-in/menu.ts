import { z } from 'zod'

interface Template {
  id?: string
  label?: string
  role?: string
  type?: string
  accelerator?: string
  enabled?: boolean
  click?: () => void
  submenu?: Template[]
}

const accelerator = z
  .string()
  .regex(/^((CmdOrCtrl|CommandOrControl|Cmd|Ctrl|Alt|Shift)\+)*([A-Z0-9,.=+-]|F\d{1,2}|Plus)$/)

class MenuItem {
  readonly id: string | undefined
  readonly label: string
  readonly role: string | undefined
  readonly type: string
  readonly accelerator: string | undefined
  readonly enabled: boolean
  readonly submenu: Menu | undefined
  private readonly action: (() => void) | undefined

  constructor(template: Template) {
    this.id = template.id
    this.label = template.label ?? ''
    this.role = template.role
    this.type = template.type ?? (template.submenu === undefined ? 'normal' : 'submenu')
    this.accelerator =
      template.accelerator === undefined ? undefined : accelerator.parse(template.accelerator)
    this.enabled = template.enabled ?? true
    this.submenu = template.submenu === undefined ? undefined : new Menu(template.submenu)
    this.action = template.click
    if (this.type !== 'separator' && this.label === '' && this.role === undefined) {
      throw new TypeError('Invalid submenu: an item has neither label nor role')
    }
  }

  click(): void {
    this.action?.()
  }
}

export class Menu {
  static standInCurrent: Menu | null = null
  readonly items: MenuItem[]

  constructor(template: Template[]) {
    this.items = template.map((item) => new MenuItem(item))
  }

  static buildFromTemplate(template: Template[]): Menu {
    return new Menu(template)
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.standInCurrent = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.standInCurrent
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      if (item.id === id) return item
      const below = item.submenu?.getMenuItemById(id) ?? null
      if (below !== null) return below
    }
    return null
  }
}
