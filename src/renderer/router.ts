import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import type { MessageKey } from './i18n/en.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Key of the page's title, for the window and the command palette. */
    title: MessageKey
    /** Name of the entry of the rail that is lit. */
    section: string
  }
}

/** Every view and its address. The engine hands out the start page for each of them. */
const routes: RouteRecordRaw[] = [
  {
    path: '/',
    name: 'home',
    component: () => import('./pages/home/HomePage.vue'),
    meta: { title: 'home.title', section: 'home' },
  },
  {
    path: '/models',
    name: 'models',
    component: () => import('./pages/models/ModelsPage.vue'),
    meta: { title: 'models.title', section: 'models' },
  },
  {
    path: '/experiments',
    name: 'experiments',
    component: () => import('./pages/experiments/ExperimentPage.vue'),
    meta: { title: 'experiments.title', section: 'experiments' },
  },
  {
    path: '/jobs/:id?',
    name: 'jobs',
    component: () => import('./pages/jobs/JobsPage.vue'),
    meta: { title: 'jobs.title', section: 'jobs' },
  },
  {
    path: '/runs',
    name: 'runs',
    component: () => import('./pages/runs/RunsPage.vue'),
    meta: { title: 'runs.title', section: 'runs' },
  },
  {
    path: '/runs/:id',
    name: 'run',
    component: () => import('./pages/run/RunPage.vue'),
    meta: { title: 'run.title', section: 'runs' },
  },
  {
    path: '/runs/:id/layers',
    name: 'layers',
    component: () => import('./pages/layers/LayersPage.vue'),
    meta: { title: 'layers.title', section: 'runs' },
  },
  {
    path: '/compare',
    name: 'compare',
    component: () => import('./pages/compare/ComparePage.vue'),
    meta: { title: 'compare.title', section: 'compare' },
  },
  {
    path: '/graphs',
    name: 'graphs',
    component: () => import('./pages/graphs/GraphsPage.vue'),
    meta: { title: 'graphs.title', section: 'graphs' },
  },
  {
    path: '/engines',
    name: 'engines',
    component: () => import('./pages/engines/EnginesPage.vue'),
    meta: { title: 'engines.title', section: 'engines' },
  },
  {
    path: '/learn',
    name: 'learn',
    component: () => import('./pages/learn/LearnPage.vue'),
    meta: { title: 'learn.title', section: 'learn' },
  },
  {
    path: '/settings',
    name: 'settings',
    component: () => import('./pages/settings/SettingsPage.vue'),
    meta: { title: 'settings.title', section: 'settings' },
  },
  { path: '/:rest(.*)*', redirect: '/' },
]

export const router = createRouter({ history: createWebHistory(), routes })
