// a module of its own, since this file is run for each test file and the limit is set once
import './limit.js'
