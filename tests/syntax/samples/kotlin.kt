#!/usr/bin/env kotlin
/* outer /* nested */ still a comment */
package org.example.net

import kotlin.math.max // it's fine

/** Documents [Client]. */
@Deprecated("use $other")
class Client<T : Any>(private val host: String, val port: Int = 8_080) {
    companion object {
        const val MASK = 0xFF_FFu
        const val RATE = 2.5e-3f
    }

    fun `a name with blanks`(): Char = '\''

    suspend fun get(path: String): String? {
        val url = "https://$host:${max(port, 1)}/$path \"quoted\" \$5 a@b"
        val deep = "outer ${listOf("inner $path", """raw""").joinToString { "<${it.length}>" }} end"
        val raw = """
            no \escape, "quotes" and ${if (true) "code" else "none"} // no comment
        """.trimIndent()
        run loop@{ return@loop }
        return if (url.isEmpty()) null else deep + raw
    }
}
data class Point(val data: Int)
value class Id(val it: Long)
val open = """goes on
