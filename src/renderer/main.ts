import './engine/zod-without-eval.ts'
import './theme/base.css'
import './theme/tables.css'
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { queryClient } from './engine/query-client.ts'
import { chooseLanguage, i18n, rememberedLanguage } from './i18n/i18n.ts'
import { router } from './router.ts'

await chooseLanguage(rememberedLanguage())
createApp(App).use(createPinia()).use(i18n).use(router).use(VueQueryPlugin, { queryClient }).mount('#app')
