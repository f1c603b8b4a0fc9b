@certify-client
Feature: Alice's client changes settings

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session
    And Alice is online

  Rule: C-TRI-01 C-TRI-02 X-VER-01 Requests are laid out as they should be

    @C-TRI-01 @C-TRI-02 @X-FRM-01 @X-FRM-02 @X-FRM-10 @X-FRM-11
    Example: Who may see Alice, and who is asked
      When Alice sets BLP to BL
      And Alice sets GTC to N
      Then Alice still answers

    @X-ENC-01 @X-FRM-02
    Example: A phone number
      When Alice sets PHH to "+1 (555) 01%"
      Then Alice still answers

    @X-FRM-11
    Example: A phone number is taken back
      When Alice sets PHH to ""
      Then Alice still answers

  Rule: C-LST-07 What is refused

    @C-LST-07
    Example: BLP gets error 218
      Given the server refuses the next BLP with error 218
      When Alice sets BLP to BL
      Then Alice still answers

    @C-LST-07
    Example: PRP gets error 715
      Given the server refuses the next PRP with error 715
      When Alice sets PHM to "56 789"
      Then Alice still answers
