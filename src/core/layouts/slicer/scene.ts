import { parseXml, XmlElement } from '@rgrove/parse-xml';

type Nodes = ReadonlyMap<string, XmlElement>;

/**
 * The file of the volume that each segmentation of a scene of 3D Slicer (MRML) was drawn on, by the file of the segmentation. Paths
 * are relative to the scene, as it states them.
 * @returns nothing for a text that is no scene: it only says more about files that are there anyway
 */
export function volumesInScene(text: string): ReadonlyMap<string, string> {
  const nodes = nodesIn(text);
  const files = new Map<string, string>();
  for (const node of nodes.values()) {
    if (node.name !== 'Segmentation') continue;
    const volume = nodes.get(referencesOf(node).get('referenceImageGeometryRef') ?? '');
    const [own, of] = [fileOf(node, nodes), volume && fileOf(volume, nodes)];
    if (own !== undefined && of !== undefined) files.set(own, of);
  }
  return files;
}

function nodesIn(text: string): Nodes {
  try {
    const { root } = parseXml(text);
    const elements = (root?.children ?? []).filter((child) => child instanceof XmlElement);
    return new Map(elements.map((element) => [element.attributes['id'] ?? '', element]));
  } catch {
    return new Map();
  }
}

/** `storage:vtkMRMLSegmentationStorageNode1;display:…;`: of several nodes in a role, the first. */
function referencesOf({ attributes }: XmlElement): ReadonlyMap<string, string> {
  const parts = (attributes['references'] ?? '').split(';');
  return new Map(
    parts.map((part) => {
      const [role = '', ids = ''] = part.split(':');
      return [role.trim(), ids.trim().split(' ')[0]!];
    }),
  );
}

function fileOf(node: XmlElement, nodes: Nodes): string | undefined {
  const file = nodes.get(referencesOf(node).get('storage') ?? '')?.attributes['fileName'];
  return file === undefined || file === '' ? undefined : decoded(file).replaceAll('\\', '/');
}

/** Names of files are percent-encoded. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
