package program

// OverTLS is what becomes of a database's address.
var OverTLS = overTLS
