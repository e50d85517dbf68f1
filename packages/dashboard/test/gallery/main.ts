import { mount } from 'svelte'
import './gallery.css'
import Gallery from './Gallery.svelte'

mount(Gallery, { target: document.querySelector('#app')! })
