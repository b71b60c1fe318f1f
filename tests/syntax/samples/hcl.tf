# it's a comment
// another "one"
/* block
   comment */
terraform {
  required_providers {
    aws = { source = "example/aws", version = "~> 5.0" }
  }
}
variable "name" {
  type    = list(string)
  default = ["say \"hi\" # no comment", null]
}
resource "aws_instance" "web" {
  count = var.enabled ? 2 : 0x1
  name  = "web-${upper(var.name["a"])}-x"
  user_data = <<-EOT
    echo "it's text" # text
    ${var.name}
  EOT
  script = <<EOF
text
EOF
  dynamic "setting" {
    for_each = { for k, v in local.map : k => v if v != false }
  }
  ratio =
    2.5
}
bad = "open ${foo
