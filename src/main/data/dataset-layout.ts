/** Annotations in one COCO JSON. All paths of a layout are absolute. */
export interface CocoLayout {
  readonly kind: 'coco'
  readonly root: string
  readonly annotations: string
  /** Where the images may be, the likeliest first. */
  readonly folders: readonly string[]
}

/** A label file an image. */
export interface YoloLayout {
  readonly kind: 'yolo'
  readonly root: string
  /** Folders and list files that make up the split; of each, the places where it may be. */
  readonly sources: readonly (readonly string[])[]
  /** Class names by index; null where none are given. */
  readonly names: readonly string[] | null
}

/** Images and nothing else. */
export interface FolderLayout {
  readonly kind: 'folder'
  readonly root: string
  readonly folder: string
}

/** How a dataset lies on disk. */
export type DatasetLayout = CocoLayout | YoloLayout | FolderLayout

/** A split that a folder offers; '' where it is not divided. */
export interface FoundSplit<Layout extends DatasetLayout = DatasetLayout> {
  readonly split: string
  readonly layout: Layout
}
