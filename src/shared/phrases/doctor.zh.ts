import type { Phrases } from './translate.ts'

/** What doctor finds on a machine and what to do about it. */
export const DOCTOR_ZH: Phrases = {
  '{version} on Node {node}, {platform}, kernel {release}':
    '{version}，Node {node}，{platform}，内核 {release}',
  'Run it with Node {version}: bin/quantbench does so by itself.':
    '请用 Node {version} 运行：bin/quantbench 会自动选用。',
  '{processor}, {cores} logical cores': '{processor}，{cores} 个逻辑核心',
  'this process may use {cores} of them': '本进程可使用其中 {cores} 个',
  'the container may use {cores} at once': '容器最多同时使用 {cores} 个核心',
  'the container may use {bytes} GB': '容器最多使用 {bytes} GB',
  '{free} of {total} free at {home}': '{home} 可用 {free}，共 {total}',
  '{total}, {free} free': '{total}，可用 {free}',
  'Close other programs, or calibrate and train with --batch 1.':
    '请关闭其他程序，或以 --batch 1 校准和训练。',
  'cannot tell the space at {home}': '无法得知 {home} 的剩余空间',
  'Choose another folder with --home.': '请用 --home 选择其他文件夹。',
  'Delete runs that are not needed (quantbench runs delete), or move --home.':
    '请删除不需要的运行（quantbench runs delete），或把 --home 移到别处。',
  'none yet at {home}, and none can be made': '{home} 还没有存储，也无法创建',
  'none yet at {home}': '{home} 还没有存储',
  '{runs} runs, {size} at {home}, which cannot be written': '{home} 有 {runs} 个运行，{size}，但无法写入',
  '{runs} runs, {size} at {home}': '{home} 有 {runs} 个运行，{size}',
  'Choose a folder you may write to with --home or QUANTBENCH_HOME.':
    '请用 --home 或 QUANTBENCH_HOME 选择可写入的文件夹。',
  'none found': '未找到',
  'For an NVIDIA GPU install its driver (package nvidia-driver). Other GPUs work through the WebGPU provider, and everything works on the CPU.':
    'NVIDIA GPU 请安装驱动（软件包 nvidia-driver）。其他 GPU 可通过 WebGPU provider 使用；所有功能都能在 CPU 上运行。',
  'the driver’s library (NVML) is in none of {count} usual places': '{count} 个常见位置都没有驱动库（NVML）',
  '{names}; driver {driver}, which runs CUDA up to {cuda}': '{names}；驱动 {driver}，最高支持 CUDA {cuda}',
  unknown: '未知',
  '{gpu}, memory unknown': '{gpu}，显存未知',
  '{gpu}, SM clock up to {mhz} MHz': '{gpu}，SM 时钟最高 {mhz} MHz',
  '{gpu}, SM clock up to {mhz} MHz, {uuid}': '{gpu}，SM 时钟最高 {mhz} MHz，{uuid}',
  'told by {source}': '来源：{source}',
  'NVML does not start: {problem}': 'NVML 无法启动：{problem}',
  'no permission to use the driver': '没有使用驱动的权限',
  'the NVIDIA driver is not loaded': 'NVIDIA 驱动未加载',
  'a library of the driver is missing': '缺少驱动的库文件',
  'a GPU has fallen off the bus': '有 GPU 已从总线掉线',
  'the library and the loaded driver have different versions; restart the machine after a driver update':
    '库与已加载驱动的版本不同；更新驱动后请重启机器',
  'The NVIDIA driver is there, but it offers no GPU': '有 NVIDIA 驱动，但没有可用的 GPU',
  'Native calls are not possible here: {problem}': '此处无法进行原生调用：{problem}',
  'onnxruntime-node {version} with {providers}; {problem}':
    'onnxruntime-node {version}，provider：{providers}；{problem}',
  'onnxruntime-node {version} with {providers}': 'onnxruntime-node {version}，provider：{providers}',
  'does not start: {problem}': '无法启动：{problem}',
  'Install the program again (npm ci).': '请重新安装程序（npm ci）。',
  'its process cannot be started': '其进程无法启动',
  'it did not start within {seconds} s': '在 {seconds} 秒内没有启动',
  works: '可用',
  'is not in this runtime': '当前运行时不含此 provider',
  'is in the runtime, but {problem}': '运行时含此 provider，但{problem}',
  'it would lack: {files}': '还会缺少：{files}',
  'not found by the loader: {files}': '加载器找不到：{files}',
  'npm run setup:cuda fetches the CUDA build of the runtime; it needs an NVIDIA driver, CUDA 12 and cuDNN 9.':
    'npm run setup:cuda 可获取运行时的 CUDA 版本；需要 NVIDIA 驱动、CUDA 12 和 cuDNN 9。',
  'npm run setup:cuda fetches the CUDA build of the runtime; it needs an NVIDIA driver, CUDA 12, cuDNN 9 and TensorRT 10.':
    'npm run setup:cuda 可获取运行时的 CUDA 版本；需要 NVIDIA 驱动、CUDA 12、cuDNN 9 和 TensorRT 10。',
  'It needs a GPU with a Vulkan (package libvulkan1 and the GPU’s driver), Direct3D 12 or Metal driver.':
    '需要 GPU 具有 Vulkan（软件包 libvulkan1 及 GPU 驱动）、Direct3D 12 或 Metal 驱动。',
  'Choose --device cpu.': '请选择 --device cpu。',
  'Device {provider} cannot be used: {problem}': '设备 {provider} 不可用：{problem}',
  'ONNX Runtime on {platform} does not offer it': 'ONNX Runtime 在 {platform} 上不提供该设备',
  'it computes Relu(2) = {value}': '它算出 Relu(2) = {value}',
  'there is no device {name}': '没有名为 {name} 的设备',
  'not found': '未找到',
  '{version} in {folder}, where the loader does not look':
    '{version} 位于 {folder}，但加载器不会查找该文件夹',
  'Add the folder: export LD_LIBRARY_PATH={folder}': '请加入该文件夹：export LD_LIBRARY_PATH={folder}',
  'For NVIDIA GPUs install {title}: NVIDIA’s package cuda-toolkit-12, or set CUDA_HOME.':
    'NVIDIA GPU 请安装 {title}：NVIDIA 软件包 cuda-toolkit-12，或设置 CUDA_HOME。',
  'For NVIDIA GPUs install {title}: NVIDIA’s package cudnn9-cuda-12.':
    'NVIDIA GPU 请安装 {title}：NVIDIA 软件包 cudnn9-cuda-12。',
  'For NVIDIA GPUs install {title}: NVIDIA’s packages libnvinfer10 and libnvonnxparsers10 (trtexec: libnvinfer-bin), or set TENSORRT_HOME.':
    'NVIDIA GPU 请安装 {title}：NVIDIA 软件包 libnvinfer10 和 libnvonnxparsers10（trtexec：libnvinfer-bin），或设置 TENSORRT_HOME。',
  '{version}; ONNX Runtime’s CUDA build needs {major}': '{version}；ONNX Runtime 的 CUDA 版本需要 {major}',
  'Install TensorRT’s tools (package libnvinfer-bin), or set TENSORRT_HOME, --trtexec or the path in the settings.':
    '请安装 TensorRT 工具（软件包 libnvinfer-bin），或设置 TENSORRT_HOME、--trtexec，或在设置中填写路径。',
  '{path} ({from}) does not exist': '{path}（{from}）不存在',
  '{path} ({from}) cannot be started': '{path}（{from}）无法启动',
  '{path} ({from}) lacks {library}': '{path}（{from}）缺少 {library}',
  '{path} ({from}) does not answer as trtexec does': '{path}（{from}）的输出不像 trtexec',
  'Add the folder of TensorRT’s libraries to LD_LIBRARY_PATH.':
    '请把 TensorRT 库所在文件夹加入 LD_LIBRARY_PATH。',
  'the setting': '来自设置',
  'the usual places': '常见位置',
  '{version} at {path} ({from})': '{version}，{path}（{from}）',
  '{version} at {path}': '{version}，{path}',
  'there is one': '有',
  'On a machine without one: quantbench serve --no-open, and open its address through ssh -L from another.':
    '没有显示器的机器：运行 quantbench serve --no-open，再从另一台机器用 ssh -L 打开其地址。',
  'none (neither DISPLAY nor WAYLAND_DISPLAY is set)': '没有（DISPLAY 和 WAYLAND_DISPLAY 都未设置）',
  'the system’s own': '系统自带',
  'none on PATH': 'PATH 中没有',
  'Install one (package chromium), or open the workbench from another machine.':
    '请安装浏览器（软件包 chromium），或从另一台机器打开工作台。',
  'npm start fetches Electron’s program once; without it, quantbench serve opens the workbench in a browser.':
    'npm start 会获取一次 Electron 程序；没有它也可用 quantbench serve 在浏览器中打开工作台。',
  'Electron’s program is not here': '没有 Electron 程序',
  'could not be examined: {problem}': '无法检查：{problem}',
  'Run it with --verbose.': '请加 --verbose 运行。',
  '{version} in {folder}': '{version}，位于 {folder}',
}
